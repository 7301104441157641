package dev.pando.libp2p.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.testing.Both;
import dev.pando.libp2p.testing.MemoryPipe;
import dev.pando.testing.Forall;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MultistreamSelectTest {

    private static byte[] header() {
        return MultistreamSelect.message(MultistreamSelect.HEADER);
    }

    @Test
    void theFirstProposalThatBothSpeakIsAgreedOn() {
        Forall.seeds(100, random -> {
            MemoryPipe pipe = new MemoryPipe(random, Long.MAX_VALUE);
            List<String> wanted = List.of("/a/1", "/b/1", "/c/1");
            Set<String> spoken = switch (random.nextInt(3)) {
                case 0 -> Set.of("/c/1");
                case 1 -> Set.of("/b/1", "/c/1");
                default -> Set.of();
            };
            var answer = Both.start(() -> MultistreamSelect.answer(pipe.right(), spoken::contains));
            Optional<String> agreed = MultistreamSelect.propose(pipe.left(), wanted);
            pipe.left().closeWrite();
            assertEquals(wanted.stream().filter(spoken::contains).findFirst(), agreed);
            assertEquals(agreed, Both.get(answer));
        });
    }

    @Test
    void notAByteBeyondTheAgreementIsTaken() throws Exception {
        MemoryPipe pipe = new MemoryPipe();
        pipe.left().out().write(header());
        pipe.left().out().write(MultistreamSelect.message("/a/1"));
        pipe.left().out().write("hello".getBytes(StandardCharsets.UTF_8));
        pipe.left().closeWrite();
        assertEquals(Optional.of("/a/1"), MultistreamSelect.answer(pipe.right(), "/a/1"::equals));
        assertArrayEquals("hello".getBytes(StandardCharsets.UTF_8), pipe.right().in().readAllBytes());
    }

    @Test
    void theMessageOfTheSpecificationIsTheMessageWeSend() {
        // connections §multistream-select: "the string "na" is sent as … 0x036e610a"
        assertArrayEquals(new byte[]{3, 0x6e, 0x61, 0x0a}, MultistreamSelect.message("na"));
    }

    @Test
    void aMessageAtItsLimitIsReadAndOneByteMoreIsRefusedUnread() throws Exception {
        String longest = "/" + "a".repeat(MultistreamSelect.MESSAGE_BYTES_MAX - 2);
        MemoryPipe pipe = new MemoryPipe();
        pipe.left().out().write(header());
        pipe.left().out().write(MultistreamSelect.message(longest));
        assertEquals(Optional.of(longest), MultistreamSelect.answer(pipe.right(), longest::equals));
        MemoryPipe other = new MemoryPipe();
        other.left().out().write(header());
        other.left().out().write(new byte[]{(byte) 0x81, 0x08});
        var refused = assertThrows(WireException.class, () -> MultistreamSelect.answer(other.right(), p -> true));
        assertEquals(MultistreamSelect.MESSAGE_BYTES_MAX, refused.limit().orElseThrow());
    }

    @Test
    void aPeerMayProposeSoOftenAndNotOnceMore() throws Exception {
        for (int more = 0; more < 2; more++) {
            MemoryPipe pipe = new MemoryPipe();
            pipe.left().out().write(header());
            for (int i = 0; i < MultistreamSelect.PROPOSALS_MAX - 1 + more; i++) {
                pipe.left().out().write(MultistreamSelect.message("/no/" + i));
            }
            pipe.left().out().write(MultistreamSelect.message("/yes"));
            if (more == 0) {
                assertEquals(Optional.of("/yes"), MultistreamSelect.answer(pipe.right(), "/yes"::equals));
            } else {
                assertThrows(WireException.class, () -> MultistreamSelect.answer(pipe.right(), "/yes"::equals));
            }
        }
    }

    @Test
    void anythingElseThanTheHeaderFirstEndsIt() throws Exception {
        for (byte[] first : List.of(MultistreamSelect.message("/multistream/2.0.0"), "\23/multistream/1.0.0 "
                .getBytes(StandardCharsets.US_ASCII), new byte[]{0},
                "GET / HTTP/1.1\r\n\r\n".getBytes(
                        StandardCharsets.US_ASCII))) {
            MemoryPipe pipe = new MemoryPipe();
            pipe.left().out().write(first);
            pipe.left().closeWrite();
            assertRefused(() -> MultistreamSelect.answer(pipe.right(), p -> true));
        }
    }

    private static void assertRefused(org.junit.jupiter.api.function.Executable work) {
        Exception refused = assertThrows(Exception.class, work);
        assertEquals(true, refused instanceof WireException || refused instanceof EOFException, refused::toString);
    }

    @Test
    void aPeerThatAnswersWhatWasNotProposedIsRefused() throws Exception {
        MemoryPipe pipe = new MemoryPipe();
        pipe.right().out().write(header());
        pipe.right().out().write(MultistreamSelect.message("/other"));
        assertThrows(WireException.class, () -> MultistreamSelect.propose(pipe.left(), List.of("/a/1")));
        assertThrows(IllegalArgumentException.class,
                () -> MultistreamSelect.propose(pipe.left(), Collections.emptyList()));
    }

    @Test
    void aStreamThatBreaksAnywhereEndsInAnIoException() {
        for (int cut = 0; cut < 30; cut++) {
            MemoryPipe pipe = new MemoryPipe(null, cut);
            var answer = Both.start(() -> MultistreamSelect.answer(pipe.right(), "/a"::equals));
            try {
                MultistreamSelect.propose(pipe.left(), List.of("/a"));
            } catch (IOException expected) {
                // The other end must see it too.
            }
            try {
                Both.get(answer);
            } catch (IOException expected) {
                continue;
            } catch (Exception other) {
                throw new AssertionError("cut after " + cut, other);
            }
        }
    }
}
