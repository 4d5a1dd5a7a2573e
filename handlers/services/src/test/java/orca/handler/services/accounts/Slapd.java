package orca.handler.services.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import orca.core.resource.PropertyList;
import orca.handler.services.Daemon;

/** A real OpenLDAP with accounts below {@code ou=people,dc=lab,dc=test}, where {@code alice} is somebody who leases nothing. */
public final class Slapd {
    static final String PASSWORD = "a-password-of-the-lab";
    static final String PEOPLE = "ou=people,dc=lab,dc=test";

    private static final String ADMIN = "cn=admin,dc=lab,dc=test";
    private static final String FIRST = """
            dn: dc=lab,dc=test
            objectClass: domain
            dc: lab

            dn: ou=people,dc=lab,dc=test
            objectClass: organizationalUnit
            ou: people

            dn: cn=orca,dc=lab,dc=test
            objectClass: applicationProcess
            objectClass: simpleSecurityObject
            cn: orca
            userPassword: PASSWORD

            dn: uid=alice,ou=people,dc=lab,dc=test
            objectClass: account
            objectClass: posixAccount
            uid: alice
            cn: Alice
            uidNumber: 30000
            gidNumber: 100
            homeDirectory: /home/alice
            """;

    private final Path folder;
    private final int port = Daemon.freePort();
    private final int tlsPort = Daemon.freePort();
    private boolean refusing;
    private Daemon daemon;

    private Slapd(Path folder) {
        this.folder = folder;
    }

    public static Slapd in(Path folder) throws Exception {
        Slapd slapd = new Slapd(Files.createDirectories(folder));
        Files.createDirectories(folder.resolve("db"));
        run(Daemon.program("openssl", "openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-days", "2", "-subj", "/CN=lab", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
                folder.resolve("key.pem").toString(), "-out", folder.resolve("cert.pem").toString());
        Files.writeString(folder.resolve("first.ldif"), FIRST.replace("PASSWORD", PASSWORD));
        slapd.configure();
        run(Daemon.program("slapadd", "slapd"), "-f", slapd.config(), "-l", folder.resolve("first.ldif").toString());
        slapd.password(PASSWORD);
        slapd.start();
        return slapd;
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(words).isZero();
    }

    private String config() {
        return folder.resolve("slapd.conf").toString();
    }

    private void configure() throws Exception {
        Files.writeString(folder.resolve("slapd.conf"), """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/nis.schema
                attributetype ( 1.3.6.1.4.1.24552.500.1.1.1.13 NAME 'sshPublicKey'
                  EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )
                objectclass ( 1.3.6.1.4.1.24552.500.1.1.2.0 NAME 'ldapPublicKey' SUP top AUXILIARY MAY ( sshPublicKey $ uid ) )
                modulepath /usr/lib/ldap
                moduleload back_mdb
                TLSCertificateFile FOLDER/cert.pem
                TLSCertificateKeyFile FOLDER/key.pem
                database mdb
                maxsize 10485760
                suffix dc=lab,dc=test
                directory FOLDER/db
                rootdn cn=admin,dc=lab,dc=test
                rootpw PASSWORD
                index objectClass,description,uidNumber,uid eq
                access to attrs=userPassword by anonymous auth
                access to * by dn.exact="cn=orca,dc=lab,dc=test" RIGHTS by * read
                """.replace("FOLDER", folder.toString()).replace("PASSWORD", PASSWORD)
                .replace("RIGHTS", refusing ? "read" : "write"));
    }

    /** What is in the file that the handler reads; the directory keeps its own. */
    void password(String words) throws Exception {
        Path file = folder.resolve("password");
        Files.writeString(file, words + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    void start() throws Exception {
        configure();
        daemon = new Daemon(folder.resolve("slapd.log"), List.of(Daemon.program("slapd", "slapd"), "-f", config(), "-h",
                "ldap://127.0.0.1:" + port + "/ ldaps://127.0.0.1:" + tlsPort + "/", "-d", "0"));
        assertThat(daemon.start(() -> Daemon.listens(port) && Daemon.listens(tlsPort))).as(daemon.words()).isTrue();
    }

    public Daemon daemon() {
        return daemon;
    }

    public int port() {
        return port;
    }

    void refuse(boolean refuses) throws Exception {
        refusing = refuses;
        daemon.stop();
        start();
    }

    public PropertyList settings() {
        return PropertyList.of("server", "ldap://127.0.0.1:" + port).with("bind-dn", "cn=orca,dc=lab,dc=test")
                .with("password-file", folder.resolve("password").toString()).with("people", PEOPLE).with("keys", "sshPublicKey");
    }

    PropertyList settingsByTls() {
        return settings().with("server", "ldaps://127.0.0.1:" + tlsPort).with("ca-file", folder.resolve("cert.pem").toString());
    }

    static AccountsHandler handler(PropertyList settings) {
        AccountsHandler handler = new AccountsHandler();
        handler.configure(settings);
        return handler;
    }

    AccountsHandler handler() {
        return handler(settings());
    }

    LDAPConnection admin() throws Exception {
        return new LDAPConnection("127.0.0.1", port, ADMIN, PASSWORD);
    }

    /** Each entry below the base that was not there at first, by its name, with its attributes. */
    public List<String> everything() throws Exception {
        try (LDAPConnection admin = admin()) {
            TreeSet<String> all = new TreeSet<>();
            for (SearchResultEntry entry : admin.search(PEOPLE, SearchScope.SUB, "(!(uid=alice))").getSearchEntries()) {
                if (!entry.getDN().equals(PEOPLE)) {
                    all.add(line(entry));
                }
            }
            return List.copyOf(all);
        }
    }

    private static String line(SearchResultEntry entry) {
        List<String> words = new ArrayList<>();
        for (Attribute attribute : entry.getAttributes()) {
            words.add(attribute.getName() + "=" + String.join("|", attribute.getValues()));
        }
        words.sort(null);
        return entry.getDN() + " " + words;
    }

    public void end() throws Exception {
        daemon.end();
    }
}
