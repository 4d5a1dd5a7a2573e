package orca.handler.ant;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import orca.core.resource.PropertyValue;
import orca.wire.text.Notation;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.tools.ant.BuildException;
import org.apache.tools.ant.Task;

/**
 * {@code <ssh host="..." user="..." hostkey="..." keyfile="..." command="..."/>}: runs a command elsewhere. Whoever answers must
 * have the key that the script names; there is no way to do without.
 */
public final class SshTask extends Task {
    private String host = "";
    private int port = 22;
    private String user = "root";
    private String hostkey = "";
    private String key = "";
    private String keyfile = "";
    private String command = "";
    private String output = "";
    private String result = "";
    private boolean failonerror = true;
    private boolean terminal = true;
    private Duration within = Duration.ofSeconds(30);

    /** A name or an address. */
    public void setHost(String text) {
        host = text;
    }

    /** 1 to 65,535; 22 without it. */
    public void setPort(int number) {
        port = number;
    }

    /** As whom; {@code root} without it. */
    public void setUser(String text) {
        user = text;
    }

    /** The other side's public key, as in {@code /etc/ssh/ssh_host_ed25519_key.pub}. */
    public void setHostkey(String line) {
        hostkey = line;
    }

    /** The private key itself, in OpenSSH's form or as PEM, without a pass phrase. */
    public void setKey(String text) {
        key = text;
    }

    /** A file with the private key. */
    public void setKeyfile(String path) {
        keyfile = path;
    }

    /** One line for the other side's shell. */
    public void setCommand(String line) {
        command = line;
    }

    /** The property that gets what the command prints, up to 8,192 characters of it. */
    public void setOutputproperty(String name) {
        output = name;
    }

    /** The property that gets the exit code. */
    public void setResultproperty(String name) {
        result = name;
    }

    /** Whether the command has a terminal there, and so ends when the connection does; it has without this. */
    public void setTerminal(boolean has) {
        terminal = has;
    }

    /** Whether another exit code than 0 fails the task; it does without this. */
    public void setFailonerror(boolean fails) {
        failonerror = fails;
    }

    /** How long all of it may take, from the connection to the command's end. */
    public void setWithin(String length) {
        try {
            within = Notation.duration(length);
        } catch (IllegalArgumentException e) {
            throw new BuildException("ssh.within: " + e.getMessage(), e);
        }
    }

    /** Runs it. @throws BuildException when it cannot be run, takes too long or fails; another host key ends the script */
    @Override
    public void execute() {
        SshCall call = new SshCall(host, port, given("user", user), pinned(), identity(), given("command", command),
                terminal, within, PropertyValue.MAX_TEXT, this::log);
        given("host", host);
        SshCall.End end;
        try {
            end = Errand.run("ssh", call::run, call::cancel);
        } catch (ExecutionException e) {
            String words = "ssh: " + user + "@" + host + ": " + e.getCause().getMessage();
            throw e.getCause() instanceof SshCall.OtherKey ? new RefuseTask.Refused(words)
                    : new BuildException(words, e.getCause());
        }
        if (!output.isEmpty()) {
            getProject().setProperty(output, end.text());
        }
        if (!result.isEmpty()) {
            getProject().setProperty(result, end.code());
        }
        if (failonerror && !end.code().equals("0")) {
            throw new BuildException("ssh: " + user + "@" + host + ": the command ended with " + end.code());
        }
    }

    private static String given(String attribute, String text) {
        if (text.isBlank()) {
            throw new BuildException("ssh." + attribute + ": must be given");
        }
        return text;
    }

    private PublicKey pinned() {
        try {
            PublicKeyEntry entry = PublicKeyEntry.parsePublicKeyEntry(given("hostkey", hostkey).strip());
            return entry.resolvePublicKey(null, Map.of(), null);
        } catch (java.io.IOException | java.security.GeneralSecurityException | IllegalArgumentException e) {
            throw new BuildException("ssh.hostkey: must be a line like 'ssh-ed25519 AAAA...': " + e.getMessage(), e);
        }
    }

    private byte[] identity() {
        if (key.isBlank() == keyfile.isBlank()) {
            throw new BuildException("ssh: needs either key or keyfile");
        }
        try {
            return key.isBlank() ? Files.readAllBytes(Path.of(keyfile)) : (key.strip() + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (java.io.IOException | java.nio.file.InvalidPathException e) {
            throw new BuildException("ssh.keyfile: cannot be read: " + e, e);
        }
    }
}
