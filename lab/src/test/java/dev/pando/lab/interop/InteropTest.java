package dev.pando.lab.interop;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One pass of every scenario; `./pando lab interop --repeat 100` is the long run.
@Timeout(600)
class InteropTest {

    @BeforeAll
    @Timeout(600)
    static void install() throws InterruptedException {
        String failure = "";
        try {
            JsHome.ready();
        } catch (IOException e) {
            failure = e.getMessage();
            System.err.println("SKIPPED: interop with js-libp2p, " + failure);
        }
        Assumptions.assumeTrue(failure.isEmpty(), failure);
    }

    @ParameterizedTest
    @EnumSource
    void weAndTheOthersUnderstandEachOther(Scenario scenario) throws Exception {
        scenario.run();
    }
}
