package orca.handler.services.accounts;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.AssertionRequestControl;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.JVMDefaultTrustManager;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import java.io.File;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.TrustManager;
import orca.handler.services.OwnerFile;
import orca.handler.services.ServiceException;

/** A connection to the directory, for one call of the handler. */
final class Directory implements AutoCloseable {
    /** More accounts of one unit, or with one number, than anybody makes by mistake. */
    private static final int MOST_FOUND = 100;
    private static final int MOST_WORDS = 200;

    private final AccountsSettings settings;
    private final LDAPConnection connection;

    private Directory(AccountsSettings settings, LDAPConnection connection) {
        this.settings = settings;
        this.connection = connection;
    }

    static Directory open(AccountsSettings settings) throws ServiceException {
        String password = OwnerFile.read("password-file", settings.password()).lines().findFirst().orElse("").strip();
        if (password.isEmpty()) {
            throw ServiceException.passing("password-file: " + settings.password() + " has nothing in its first line");
        }
        int millis = Math.toIntExact(settings.timeout().toMillis());
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(millis);
        options.setResponseTimeoutMillis(millis);
        options.setAbandonOnTimeout(true);
        options.setUseSynchronousMode(true);
        options.setFollowReferrals(false);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        Directory directory = null;
        try {
            LDAPConnection connection = new LDAPConnection(sockets(settings), options);
            directory = new Directory(settings, connection);
            connection.connect(settings.server().getHostString(), settings.server().getPort(), millis);
            connection.bind(settings.user().toString(), password);
            return directory;
        } catch (LDAPException failed) {
            if (directory != null) {
                directory.close();
            }
            throw said(settings, failed, "logging in");
        }
    }

    private static SocketFactory sockets(AccountsSettings settings) throws ServiceException {
        if (!settings.tls()) {
            return SocketFactory.getDefault();
        }
        try {
            TrustManager trust = settings.authority().isPresent()
                    ? new PEMFileTrustManager(new File[] {settings.authority().get().toFile()})
                    : JVMDefaultTrustManager.getInstance();
            return new SSLUtil(trust).createSSLSocketFactory();
        } catch (GeneralSecurityException unreadable) {
            throw ServiceException.passing("ca-file: has no certificates that can be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    /** What there is below {@code people} that fits {@code filter}. */
    List<SearchResultEntry> find(Filter filter) throws ServiceException {
        return find(settings.people(), filter);
    }

    /** What there is at {@code base} and below it, as far as we may read it, that fits {@code filter}. */
    List<SearchResultEntry> find(DN base, Filter filter) throws ServiceException {
        try {
            SearchRequest search = new SearchRequest(base.toString(), SearchScope.SUB, filter, "*");
            search.setSizeLimit(MOST_FOUND);
            return connection.search(search).getSearchEntries();
        } catch (LDAPException failed) {
            throw said(settings, failed, "searching");
        }
    }

    /** The entry of that name, or null where there is none. */
    SearchResultEntry entry(DN dn) throws ServiceException {
        try {
            return connection.getEntry(dn.toString(), "*");
        } catch (LDAPException failed) {
            throw said(settings, failed, "looking at " + dn);
        }
    }

    /** Makes the entry; false where there is one of that name. */
    boolean add(Entry entry) throws ServiceException {
        try {
            connection.add(new AddRequest(entry));
            return true;
        } catch (LDAPException failed) {
            if (failed.getResultCode().equals(ResultCode.ENTRY_ALREADY_EXISTS)) {
                return false;
            }
            throw said(settings, failed, "adding " + entry.getDN());
        }
    }

    /** Changes the entry; false where it is no longer as {@code filter} says. */
    boolean modify(String dn, Filter only, List<Modification> changes) throws ServiceException {
        try {
            ModifyRequest request = new ModifyRequest(dn, changes);
            request.addControl(new AssertionRequestControl(only, true));
            connection.modify(request);
            return true;
        } catch (LDAPException failed) {
            return gone(failed, "changing " + dn);
        }
    }

    /** Removes the entry; false where it is no longer as {@code filter} says. */
    boolean delete(String dn, Filter only) throws ServiceException {
        try {
            DeleteRequest request = new DeleteRequest(dn);
            request.addControl(new AssertionRequestControl(only, true));
            connection.delete(request);
            return true;
        } catch (LDAPException failed) {
            return gone(failed, "removing " + dn);
        }
    }

    private boolean gone(LDAPException failed, String what) throws ServiceException {
        if (failed.getResultCode().equals(ResultCode.ASSERTION_FAILED)
                || failed.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
            return false;
        }
        throw said(settings, failed, what);
    }

    private static ServiceException said(AccountsSettings settings, LDAPException failed, String what) {
        String at = settings.server().getHostString() + ":" + settings.server().getPort();
        ResultCode code = failed.getResultCode();
        if (code.equals(ResultCode.CONNECT_ERROR)) {
            return ServiceException.passing(unreached(at, failed), failed);
        }
        if (code.equals(ResultCode.TIMEOUT)) {
            return ServiceException.passing("the directory at " + at + " did not answer within " + settings.timeout().toMillis()
                    + " ms, " + what, failed);
        }
        if (code.equals(ResultCode.SERVER_DOWN)) {
            return ServiceException.passing("the directory at " + at + " went away, " + what, failed);
        }
        String hint = "";
        if (code.equals(ResultCode.INVALID_CREDENTIALS)) {
            hint = "; it does not know " + settings.user() + " with the password of the password-file";
        } else if (code.equals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS)) {
            hint = "; its access rules must let " + settings.user() + " write below " + settings.people();
        } else if (code.equals(ResultCode.NO_SUCH_OBJECT)) {
            hint = "; is there an entry " + settings.people() + "?";
        } else if (code.equals(ResultCode.OBJECT_CLASS_VIOLATION) || code.equals(ResultCode.UNDEFINED_ATTRIBUTE_TYPE)
                || code.equals(ResultCode.INVALID_ATTRIBUTE_SYNTAX)) {
            hint = "; its schema must have account (cosine), posixAccount and shadowAccount (nis), and what keys needs";
        }
        return ServiceException.passing("the directory at " + at + " said " + code.getName() + " to " + what + hint, failed);
    }

    /** The library tells a whole story, in which an operator wants one of these. */
    private static String unreached(String at, LDAPException failed) {
        String story = String.valueOf(failed.getMessage());
        if (story.contains("Connection refused")) {
            return "no directory listens at " + at;
        }
        if (story.contains("SSLHandshakeException") || story.contains("CertificateException") || story.contains("certificate")) {
            return "the directory at " + at + " shows a certificate that neither ca-file nor Java vouches for, or that is"
                    + " another host's";
        }
        return "the directory at " + at + " cannot be connected to: "
                + (story.length() > MOST_WORDS ? story.substring(0, MOST_WORDS) + "..." : story);
    }

    @Override
    public void close() {
        connection.close();
    }
}
