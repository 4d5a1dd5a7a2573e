package orca.simulator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import orca.testkit.FreePort;

/**
 * The controller of Slurm with hosts of which none runs, which takes reservations for them. One {@code scontrol} reads all
 * commands, one after the other; each reservation names its host, as the controller chooses none of those that are down. What it
 * takes is on disk some seconds later.
 */
final class Slurm implements AutoCloseable {
    private static final int KEY_BYTES = 1_024;

    private final Path folder;
    private final int hosts;
    private final Process munge;
    private final Process controller;
    private int made;

    private Slurm(Path folder, int hosts, Process munge, Process controller) {
        this.folder = folder;
        this.hosts = hosts;
        this.munge = munge;
        this.controller = controller;
    }

    static Slurm begin(Path folder, int hosts) throws IOException, InterruptedException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path secret = Files.write(folder.resolve("key"), key);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Path socket = folder.resolve("munge.sock");
        Process munge = Daemons.begin(folder.resolve("munge.out"), "munge", List.of("munged", "--foreground", "--force",
                "--socket=" + socket, "--key-file=" + secret, "--pid-file=" + folder.resolve("munge.pid"),
                "--log-file=" + folder.resolve("munge.log"), "--seed-file=" + folder.resolve("munge.seed")),
                () -> Files.exists(socket));
        for (String part : List.of("state", "spool")) {
            Files.createDirectory(folder.resolve(part));
        }
        Path file = Files.writeString(folder.resolve("slurm.conf"), """
                ClusterName=bench
                SlurmctldHost=localhost
                SlurmUser=root
                SlurmdUser=root
                AuthType=auth/munge
                AuthInfo=socket=FOLDER/munge.sock
                StateSaveLocation=FOLDER/state
                SlurmdSpoolDir=FOLDER/spool/%n
                SlurmctldPidFile=FOLDER/slurmctld.pid
                SlurmctldPort=PORT
                ProctrackType=proctrack/pgid
                TaskPlugin=task/none
                SelectType=select/cons_tres
                SelectTypeParameters=CR_Core
                MpiDefault=none
                SwitchType=switch/none
                AccountingStorageType=accounting_storage/none
                JobCompType=jobcomp/none
                NodeName=n[1-HOSTS] CPUs=1 RealMemory=500 State=UNKNOWN NodeAddr=localhost
                PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
                """.replace("FOLDER", folder.toString()).replace("HOSTS", Integer.toString(hosts))
                .replace("PORT", Integer.toString(FreePort.take())));
        Process controller;
        try {
            // Another package may have put an emulator where the usual name leads.
            controller = Daemons.begin(folder.resolve("slurmctld.out"), "slurmctld",
                    List.of("slurmctld-wlm", "-D", "-f", file.toString()), () -> ping(folder));
        } catch (IOException failed) {
            Daemons.end(munge);
            throw failed;
        }
        return new Slurm(folder, hosts, munge, controller);
    }

    private static boolean ping(Path folder) throws IOException, InterruptedException {
        ProcessBuilder ping = new ProcessBuilder("scontrol", "ping").redirectErrorStream(true)
                .redirectOutput(folder.resolve("ping").toFile());
        ping.environment().putAll(environment(folder));
        return ping.start().waitFor() == 0;
    }

    private static Map<String, String> environment(Path folder) {
        return Map.of("SLURM_CONF", folder.resolve("slurm.conf").toString());
    }

    /** Has it take so many reservations for an hour, so many hours from now; how many in a second. */
    double reserve(int reservations, int hours) throws IOException, InterruptedException {
        StringBuilder commands = new StringBuilder();
        for (int i = 0; i < reservations; i++) {
            commands.append("create reservation ReservationName=r").append(made).append(" StartTime=now+").append(hours)
                    .append("hours Duration=60 Users=root Nodes=n").append(made % hosts + 1).append('\n');
            made++;
        }
        Path script = Files.writeString(folder.resolve("commands"), commands);
        Path said = folder.resolve("said");
        ProcessBuilder scontrol = new ProcessBuilder("scontrol").redirectErrorStream(true).redirectInput(script.toFile())
                .redirectOutput(said.toFile());
        scontrol.environment().putAll(environment(folder));
        long began = System.nanoTime();
        int code = scontrol.start().waitFor();
        double seconds = (System.nanoTime() - began) / 1e9;
        String text = Files.readString(said);
        long taken = text.lines().filter(line -> line.contains("Reservation created: ")).count();
        if (code != 0 || taken != reservations) {
            throw new IOException("Slurm took " + taken + " of " + reservations + ": " + text.lines().limit(3).toList());
        }
        return reservations / seconds;
    }

    @Override
    public void close() {
        Daemons.end(controller);
        Daemons.end(munge);
    }
}
