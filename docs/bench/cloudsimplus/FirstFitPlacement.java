import ch.qos.logback.classic.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.cloudsimplus.allocationpolicies.VmAllocationPolicyFirstFit;
import org.cloudsimplus.brokers.DatacenterBrokerSimple;
import org.cloudsimplus.core.CloudSimPlus;
import org.cloudsimplus.datacenters.DatacenterSimple;
import org.cloudsimplus.hosts.Host;
import org.cloudsimplus.hosts.HostSimple;
import org.cloudsimplus.resources.Pe;
import org.cloudsimplus.resources.PeSimple;
import org.cloudsimplus.util.Log;
import org.cloudsimplus.vms.Vm;
import org.cloudsimplus.vms.VmSimple;

/**
 * How fast CloudSim Plus places 10,000 machines of 1 to 8 cores on 1,000 hosts of three capacities, first-fit: the hosts and
 * machines of {@code orca bench placement}. First its policy is asked machine by machine, as its data centre asks it, and no
 * simulation runs; then a broker of it hands all of them to the data centre, and the simulation runs until they are placed.
 */
public final class FirstFitPlacement {
    private static final int SLIVERS = 10_000;
    private static final int HOSTS = 1_000;
    private static final int[][] CAPACITIES = {{32, 128}, {64, 256}, {64, 512}};
    private static final long GIB = 1024;
    private static final int ROUNDS = 5;

    private FirstFitPlacement() {}

    public static void main(String[] arguments) {
        Log.setLevel(Level.OFF);
        SplittableRandom dice = new SplittableRandom(20_300_101);
        Best asked = new Best();
        Best simulated = new Best();
        for (int round = 0; round < ROUNDS; round++) {
            ask(machines(dice), asked);
            simulate(machines(dice), simulated);
        }
        asked.print("CloudSim Plus, first-fit, its policy asked");
        simulated.print("CloudSim Plus, first-fit, its simulation run");
    }

    private static void ask(List<Vm> machines, Best best) {
        VmAllocationPolicyFirstFit policy = new VmAllocationPolicyFirstFit();
        new DatacenterSimple(new CloudSimPlus(), hosts(), policy);
        int placed = 0;
        long begin = System.nanoTime();
        for (Vm machine : machines) {
            placed += policy.allocateHostForVm(machine).fully() ? 1 : 0;
        }
        best.note(begin, placed);
    }

    private static void simulate(List<Vm> machines, Best best) {
        CloudSimPlus simulation = new CloudSimPlus();
        new DatacenterSimple(simulation, hosts(), new VmAllocationPolicyFirstFit());
        DatacenterBrokerSimple broker = new DatacenterBrokerSimple(simulation);
        broker.submitVmList(machines);
        broker.addOnVmsCreatedListener(info -> simulation.terminate());
        long begin = System.nanoTime();
        simulation.start();
        best.note(begin, (int) machines.stream().filter(Vm::isCreated).count());
    }

    /** Of several rounds. */
    private static final class Best {
        private double perSecond;
        private int placed;

        void note(long begin, int placed) {
            perSecond = Math.max(perSecond, SLIVERS * 1e9 / (System.nanoTime() - begin));
            this.placed = placed;
        }

        void print(String what) {
            System.out.printf(Locale.ROOT, "%s: %,.0f per second, %,d of %,d placed (best of %d rounds)%n",
                    what, perSecond, placed, SLIVERS, ROUNDS);
        }
    }

    private static List<Host> hosts() {
        List<Host> hosts = new ArrayList<>();
        for (int i = 0; i < HOSTS; i++) {
            int[] capacity = CAPACITIES[i % CAPACITIES.length];
            List<Pe> cores = new ArrayList<>();
            for (int core = 0; core < capacity[0]; core++) {
                cores.add(new PeSimple(1_000));
            }
            hosts.add(new HostSimple(capacity[1] * GIB, 1_000_000, 100_000_000, cores));
        }
        return hosts;
    }

    private static List<Vm> machines(SplittableRandom dice) {
        List<Vm> machines = new ArrayList<>();
        for (int i = 0; i < SLIVERS; i++) {
            long cores = 1L << dice.nextInt(4);
            Vm machine = new VmSimple(1_000, cores);
            machine.setRam(cores * (1 + dice.nextInt(6)) * GIB).setBw(1).setSize(1);
            machines.add(machine);
        }
        return machines;
    }
}
