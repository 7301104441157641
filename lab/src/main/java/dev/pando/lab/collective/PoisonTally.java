package dev.pando.lab.collective;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.emergence.Statistics;
import java.util.stream.IntStream;

/// What one attack did to one node, or to several.
///
/// @param held         artifacts that the gate held
/// @param lies         what the attackers sent
/// @param admitted     what of it passed
/// @param truths       what honest authors sent
/// @param lost         what of it did not pass
/// @param claimed      facts with more honest holders than there are attackers
/// @param won          what of these was not answered with the truth
/// @param elsewhere    the other facts
/// @param wonElsewhere what of these was not answered with the truth
record PoisonTally(int held, int lies, int admitted, int truths, int lost, int claimed, int won, int elsewhere,
        int wonElsewhere) {

    /// The most that may succeed where attackers are fewer than honest holders, and the most that honest authors may lose.
    static final double SUCCESS_MAX = 0.05, FALSE_REJECT_MAX = 0.02;
    /// So many facts, none of them lost, show that less than [#SUCCESS_MAX] are (95 %).
    static final int FACTS_ENOUGH = IntStream.iterate(1, n -> n + 1)
            .filter(n -> Statistics.wilsonUpper(0, n) < SUCCESS_MAX).findFirst().orElseThrow();

    /// Before any question.
    static PoisonTally unasked(int held, int lies, int admitted, int truths, int lost) {
        return new PoisonTally(held, lies, admitted, truths, lost, 0, 0, 0, 0);
    }

    /// With one fact more.
    ///
    /// @param claim whether it has more honest holders than there are attackers
    /// @param lie   whether the attack won it
    PoisonTally asked(boolean claim, boolean lie) {
        int more = lie ? 1 : 0;
        return claim
                ? new PoisonTally(held, lies, admitted, truths, lost, claimed + 1, won + more, elsewhere, wonElsewhere)
                : new PoisonTally(held, lies, admitted, truths, lost, claimed, won, elsewhere + 1, wonElsewhere + more);
    }

    /// Of both nodes together.
    PoisonTally plus(PoisonTally other) {
        return new PoisonTally(held + other.held, lies + other.lies, admitted + other.admitted, truths + other.truths,
                lost + other.lost, claimed + other.claimed, won + other.won, elsewhere + other.elsewhere,
                wonElsewhere + other.wonElsewhere);
    }

    /// Whether the attack stayed below what is claimed of it, and honest authors lost no more than they may.
    boolean holds(Attack attack) {
        return share(lost, truths) <= FALSE_REJECT_MAX && (!attack.isClaimed() || share(won, claimed) < SUCCESS_MAX);
    }

    ObjectNode row(Attack attack) {
        return new ObjectMapper().createObjectNode().put("attack", attack.word()).put("success", share(won, claimed))
                .put("success_at_most", Statistics.wilsonUpper(won, claimed)).put("facts_with_more_holders", claimed)
                .put("success_elsewhere", share(wonElsewhere, elsewhere)).put("facts_elsewhere", elsewhere)
                .put("held", held).put("claimed", attack.isClaimed()).put("sent", lies).put("admitted", admitted)
                .put("honest_sent", truths).put("honest_false_reject", share(lost, truths))
                .put("honest_false_reject_at_most", Statistics.wilsonUpper(lost, truths));
    }

    private static double share(int some, int of) {
        return of == 0 ? 0 : (double) some / of;
    }
}
