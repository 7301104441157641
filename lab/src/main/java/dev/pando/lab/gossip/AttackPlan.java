package dev.pando.lab.gossip;

/// The nine attack plans of gossipsub-hardening (its saved configurations, the two `-oppgraft` doubles left out).
///
/// There: 1,000 honest nodes, 100 of them publish 120 messages of 2 KiB a second in all; each honest node dials 20 others.
/// Sybils subscribe, graft whoever they meet, regraft 60 to 75 s after a PRUNE, and drop what passes through them.
public enum AttackPlan {
    /// Sybils pass on everything but the messages of one publisher.
    CENSOR_SINGLE("censor-single", 100, Target.ALL, 60, 0, 0, 250),
    /// Sybils are there from the beginning, before any mesh is.
    COLD_BOOT("cold-boot", 20, Target.ALL, 0, 1, 0, 250),
    /// As cold boot, but they behave for two minutes and then all turn at once.
    COVERT_FLASH("cold-boot-covert-flash", 20, Target.ALL, 0, 1, 120, 250),
    /// As cold boot, from 25 addresses.
    COLOCATION("colocation", 20, Target.ALL, 0, 1, 0, 25),
    /// Sybils are connected ten seconds before the honest connect to each other.
    DAWN("dawn", 20, Target.ALL, -10, 1, 0, 250),
    /// Sybils come after a minute and drop every other message.
    DEGRADE("degrade", 100, Target.ALL, 60, 0.5, 0, 250),
    /// Sybils come after a minute and drop everything.
    ECLIPSE_NET("eclipse-net", 100, Target.ALL, 60, 1, 0, 250),
    /// All sybils connect to publishers alone.
    ECLIPSE_PUBLISHERS("eclipse-publishers", 100, Target.PUBLISHERS, 60, 1, 0, 250),
    /// All sybils connect to one publisher.
    ECLIPSE_SINGLE("eclipse-single", 1, Target.ONE, 60, 1, 0, 250);

    /// Whom the sybils dial.
    enum Target {
        ALL, PUBLISHERS, ONE
    }

    private final String title;
    final int dials; // honest nodes each sybil connects to
    final Target target;
    final int connectSeconds; // after the honest nodes connected; negative: before
    final double drop; // share of messages not passed on
    final int behaveSeconds; // after connecting
    final int addresses; // that the sybils share

    AttackPlan(String title, int dials, Target target, int connectSeconds, double drop, int behaveSeconds,
            int addresses) {
        this.title = title;
        this.dials = dials;
        this.target = target;
        this.connectSeconds = connectSeconds;
        this.drop = drop;
        this.behaveSeconds = behaveSeconds;
        this.addresses = addresses;
    }

    /// When they stop behaving, in seconds after publishing began.
    int attackSeconds() {
        return Math.max(0, connectSeconds) + behaveSeconds;
    }

    /// Whether the sybils silence one publisher alone.
    boolean censors() {
        return this == CENSOR_SINGLE;
    }

    /// The plan's name on the command line.
    @Override
    public String toString() {
        return title;
    }
}
