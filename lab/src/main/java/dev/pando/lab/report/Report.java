package dev.pando.lab.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

/// The option `--json` of an experiment whose result is one JSON object, mixed into its command.
public final class Report {

    @Option(names = "--json", description = "one JSON object on stdout")
    private boolean json;

    private Report() {}

    /// Says the result on stdout: in one line if `--json` was given, else indented.
    public void print(ObjectNode result) {
        System.out.println(json ? result.toString() : result.toPrettyString());
    }
}
