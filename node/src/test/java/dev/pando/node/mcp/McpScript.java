package dev.pando.node.mcp;

/// A program that speaks the protocol on its standard streams, as `pando mcp serve` does: it echoes, and fails on "break".
public final class McpScript {

    private McpScript() {}

    /// Runs until it is stopped.
    public static void main(String[] arguments) throws Exception {
        new McpDoor(System.in, System.out, question -> {
            if (question.equals("break")) throw new IllegalStateException("the script says so");
            return "asked " + question;
        }, text -> "- found " + text);
        Thread.sleep(Long.MAX_VALUE);
    }
}
