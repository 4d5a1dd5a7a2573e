package orca.wire.trust;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import orca.core.resource.Names;
import orca.wire.text.Notation;

/**
 * Where somebody can be called.
 *
 * @param binding in which form
 * @param url http or https, with a host; no user in it, no fragment
 */
public record Endpoint(Binding binding, String url) {
    /** The longest URL, in characters. */
    public static final int MAX_LENGTH = 512;

    /** The forms of a call. */
    public enum Binding {
        /** Signed envelopes, which need no TLS. */
        SOAP,
        /** Plain calls whose only proof is TLS. */
        XMLRPC,
        /** Where operators command its container, by TLS; no actor is called there. */
        MANAGEMENT
    }

    public Endpoint {
        Objects.requireNonNull(binding, "endpoint.binding");
        Objects.requireNonNull(url, "endpoint.url");
        URI uri = uri(url);
        boolean secure = "https".equals(uri.getScheme());
        if (!secure && !"http".equals(uri.getScheme())) {
            throw new IllegalArgumentException("url: must begin with http:// or https://, got " + Names.quoted(url));
        }
        if (binding != Binding.SOAP && !secure) {
            throw new IllegalArgumentException("url: must begin with https:// where the binding is "
                    + Notation.word(binding) + ", got " + Names.quoted(url));
        }
        if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("url: must have a host, no user and no fragment, got " + Names.quoted(url));
        }
    }

    private static URI uri(String url) {
        try {
            if (url.length() <= MAX_LENGTH && url.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                return new URI(url);
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("url: must be a URL, got " + Names.quoted(url), e);
        }
        throw new IllegalArgumentException("url: must be a URL of at most " + MAX_LENGTH + " plain characters, got "
                + Names.quoted(url));
    }

    /** Reads {@code soap=URL}, {@code xmlrpc=URL}, {@code management=URL}, or a URL alone, which is for SOAP. */
    public static Endpoint parse(String text) {
        for (Binding binding : Binding.values()) {
            String word = Notation.word(binding) + "=";
            if (text.startsWith(word)) {
                return new Endpoint(binding, text.substring(word.length()));
            }
        }
        return new Endpoint(Binding.SOAP, text);
    }

    public URI uri() {
        return uri(url);
    }

    /** Whether an actor is called there, and not its container's management API. */
    public boolean isActors() {
        return binding != Binding.MANAGEMENT;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return Notation.word(binding) + "=" + url;
    }
}
