package dev.pando.lab.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NatRunTest {

    @Test
    @Tag("long")
    void twoNodesBehindSeparateNatsMeetThroughARelayAndThenDirectly() throws Exception {
        Optional<String> obstacle = NatRun.obstacle();
        obstacle.ifPresent(why -> System.err.println("SKIPPED: the test of NATs, " + why));
        Assumptions.assumeTrue(obstacle.isEmpty());
        ObjectNode said = new NatRun().run();
        assertEquals("relay", said.get("relayed").asText());
        assertEquals("quic, hole-punched", said.get("direct").asText(), said.toString());
        assertTrue(said.get("direct_remote").asText().startsWith("/ip4/5.5.1.1/udp/9741/"), said.toString());
    }
}
