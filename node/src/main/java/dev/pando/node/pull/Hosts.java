package dev.pando.node.pull;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// The hosts that a download may talk to; asked again after every redirect.
final class Hosts {

    private static final Set<String> HUB_DOMAINS = Set.of("huggingface.co", "hf.co");

    private final Set<String> allowed = new TreeSet<>();
    private final Set<String> plain = new TreeSet<>();

    /// The hub's own hosts and those that a person named.
    ///
    /// @param named addresses whose hosts were typed by the person at this machine
    Hosts(URI... named) {
        for (URI address : named) {
            allowed.add(hostAndPort(address));
            // Without TLS only where the person said so, and the checksum still has to be right.
            if ("http".equals(address.getScheme())) plain.add(hostAndPort(address));
        }
    }

    /// Passes an address or says why not.
    ///
    /// @throws PullException naming the host
    URI check(URI address) throws PullException {
        String scheme = String.valueOf(address.getScheme()), host = address.getHost();
        if (host == null || address.getRawUserInfo() != null)
            throw new PullException("the address " + shown(address) + " is not followed");
        if (!scheme.equals("https") && !(scheme.equals("http") && plain.contains(hostAndPort(address)))) {
            throw new PullException("the hub points to " + scheme + "://" + host + ", only https is followed");
        }
        if (!allowed.contains(hostAndPort(address)) && !isHub(address)) {
            throw new PullException("the hub points to " + host + ", which is not on the list of allowed hosts");
        }
        return address;
    }

    private static boolean isHub(URI address) {
        String host = address.getHost().toLowerCase(Locale.ROOT);
        boolean usualPort = address.getPort() == -1 || address.getPort() == 443;
        return usualPort && HUB_DOMAINS.stream().anyMatch(d -> host.equals(d) || host.endsWith("." + d));
    }

    private static String hostAndPort(URI address) {
        return String.valueOf(address.getHost()).toLowerCase(Locale.ROOT) + ":" + address.getPort();
    }

    private static String shown(URI address) {
        String text = address.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
