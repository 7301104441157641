package dev.pando.node.http;

import dev.pando.node.answer.ScriptedEngine;
import java.net.InetAddress;
import java.net.URI;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A node on loopback behind which a script answers, open while the tests of a class run.
final class ScriptedNode implements BeforeAllCallback, AfterAllCallback {

    private final ScriptedEngine engine = ScriptedEngine.free(4, 16);
    private NodeServer node;

    @Override
    public void beforeAll(ExtensionContext context) {
        node = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()), engine);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        node.close();
    }

    URI uri() {
        return node.uri();
    }

    ScriptedEngine engine() {
        return engine;
    }
}
