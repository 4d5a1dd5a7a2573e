package orca.handler.libvirt.driver;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.SchedParameter;
import org.libvirt.SchedUintParameter;

/**
 * What a domain of Xen gets of the processors. Its scheduler {@code credit} is told by libvirt; {@code credit2}, which is usual,
 * is not known to libvirt and is told by Xen's own program, where this runs in the domain's dom0.
 *
 * @param weight the least that it gets beside others, 256 for a whole processor
 * @param cap the most, in hundredths of a processor
 */
record XenShare(int weight, int cap) {
    private static final String CREDIT = "credit";
    private static final String CREDIT2 = "credit2";
    private static final int MOST_WEIGHT = 65_535;

    /** @param cpu milli-cores */
    static XenShare of(long cpu) {
        return new XenShare((int) Math.max(1, Math.min(MOST_WEIGHT, cpu * 256 / 1000)), (int) Math.max(1, cpu / 10));
    }

    /** Whether {@code domain} is scheduled by Xen in a way that has weights and caps. */
    static boolean has(Domain domain) throws LibvirtException {
        return domain.getSchedulerType().equals(CREDIT) || libvirtKnowsNot(domain);
    }

    /** Whether only {@link #tell(int)} can tell the scheduler of {@code domain}. */
    static boolean libvirtKnowsNot(Domain domain) throws LibvirtException {
        return domain.getSchedulerType().equals(CREDIT2);
    }

    /** Tells the scheduler {@code credit}, if it says otherwise. */
    void tell(Domain domain) throws LibvirtException {
        Map<String, String> is = new TreeMap<>();
        for (SchedParameter parameter : domain.getSchedulerParameters()) {
            is.put(parameter.field, parameter.getValueAsString());
        }
        tell(domain, is, "weight", weight);
        tell(domain, is, "cap", cap);
    }

    /** One at a time: the library gives away only arrays that it has made itself. */
    private static void tell(Domain domain, Map<String, String> is, String field, int value) throws LibvirtException {
        SchedParameter parameter = new SchedUintParameter(value);
        parameter.field = field;
        if (!parameter.getValueAsString().equals(is.get(field))) {
            domain.setSchedulerParameters(new SchedParameter[] {parameter});
        }
    }

    /** Tells the scheduler {@code credit2} of the domain with the number {@code id}, if it says otherwise. */
    void tell(int id) throws IOException, InterruptedException {
        String number = Integer.toString(id);
        String[] said = Tool.run("xl", "sched-credit2", "-d", number).split("\\s+");
        String[] wanted = {Integer.toString(weight), Integer.toString(cap)};
        // A line of titles, and one that ends with weight and cap.
        if (said.length < 2 || !Arrays.equals(wanted, Arrays.copyOfRange(said, said.length - 2, said.length))) {
            Tool.run("xl", "sched-credit2", "-d", number, "-w", wanted[0], "-c", wanted[1]);
        }
    }
}
