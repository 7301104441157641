package dev.pando.node.genome;

import java.util.SplittableRandom;

/// Two small domains of our own, never the same text twice: what a program looks like, and what a court says.
final class Domains {

    private static final String[] NAMES = {"total", "price", "items", "count", "value", "result", "index", "rate"};
    private static final String[] PEOPLE = {"plaintiff", "defendant", "tenant", "seller", "buyer", "trustee"};
    private static final String[] VERDICTS = {"shall pay damages", "shall restore the goods", "is not liable",
            "must bear the costs", "was bound by the contract", "had no standing to sue"};

    private Domains() {}

    static String code(long seed, int functions) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < functions; i++) {
            String a = pick(NAMES, random), b = pick(NAMES, random);
            text.append("def compute_").append(a).append("(self, ").append(a).append(", ").append(b).append("):\n")
                    .append("    if ").append(a).append(" is None:\n        return ").append(b).append("\n    return ")
                    .append(a).append(" + ").append(b).append("\n\n");
        }
        return text.toString();
    }

    static String law(long seed, int sentences) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append("The court held that the ").append(pick(PEOPLE, random)).append(' ')
                    .append(pick(VERDICTS, random)).append(", because the ").append(pick(PEOPLE, random))
                    .append(" had given notice in writing.\n\n");
        }
        return text.toString();
    }

    private static String pick(String[] from, SplittableRandom random) {
        return from[random.nextInt(from.length)];
    }
}
