package dev.pando.node.notes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class StatementReaderTest {

    private static final StatementReader READER = StatementReader.ofTexts();

    private static List<String> pair(String text) {
        return READER.read(text).stream().flatMap(s -> List.of(s.subject(), s.object()).stream()).toList();
    }

    @Test
    void aSentenceOfCauseAndEffectIsAStatement() {
        assertEquals(List.of("varroa mites", "colony collapse"), pair("Varroa mites cause colony collapse."));
        assertEquals(List.of("sea", "fog"), pair("The sea often brings fog over the coast."));
        assertEquals(List.of("carbon dioxide emissions", "ocean acidification"),
                pair("Carbon dioxide emissions dissolve into the sea and cause ocean acidification."));
        assertEquals(List.of("reef dissolution", "coastal flooding"),
                pair("Reef dissolution exposes shores to coastal flooding."));
        assertEquals(List.of("mites", "colony collapse"), pair("Colony collapse is caused by mites."));
        assertEquals(List.of("smoking", "lung cancer"), pair("Smoking is a major cause of lung cancer."));
    }

    @Test
    void whatAsksNegatesOrSupposesIsNoStatement() {
        for (String text : List.of("Do mites cause collapse?", "Mites do not cause collapse.",
                "If mites cause collapse, tell me.",
                "It causes trouble.", "Hello there!", "I had toast for breakfast.", "")) {
            assertEquals(List.of(), READER.read(text), text);
        }
    }

    @Test
    void aPlainSentenceSaysWhatItsNameDoesIsOrWasMade() {
        assertEquals(List.of("philomena crake", "solberg mills"), pair("Philomena Crake works at Solberg Mills."));
        assertEquals(List.of("philomena crake", "solberg mills"),
                pair("Philomena Crake clocks in at Solberg Mills every morning."));
        assertEquals(List.of("solberg mills", "odo varley"), pair("Solberg Mills was founded by Odo Varley in 1872."));
        assertEquals(List.of("odo varley", "ostrow"), pair("Odo Varley was born in Ostrow."));
        assertEquals(List.of("old mill", "duke of arv"), pair("The old mill was built by the Duke of Arv."));
        assertEquals(List.of("varnholm", "estoria"), pair("Varnholm is the capital of Estoria."));
        assertEquals(List.of("marta kell", "hydrologist"), pair("Marta Kell is a hydrologist in Arv."));
        assertEquals(List.of("marta van der kell", "zither"), pair("Marta van der Kell often plays the zither."));
        assertEquals(List.of("anton", "graz"), pair("Anton lived in Graz and painted boats."));
        assertEquals("was founded by", READER.read("Solberg Mills was founded by Odo Varley.").getFirst().relation());
    }

    @Test
    void whatOnlyItsSpeakerUnderstandsOrNoRuleFitsIsNoPlainStatement() {
        for (String text : List.of("My brother was born in Graz.", "She works at Solberg Mills.",
                "Philomena Crake works at my school.", "Odo Varley's brothers work at the mill.",
                "Solberg Mills workers went on strike.", "Philomena Crake does not work at Solberg Mills.",
                "There was a cat in the garden.", "Was Odo Varley born in Ostrow?", "Yesterday it rained in Arv.",
                "Coral reefs in the Pacific look beautiful.")) {
            assertEquals(List.of(), READER.read(text), text);
        }
    }

    @Test
    void talkGivesOnlyWhatLeadsOn() {
        StatementReader talk = StatementReader.ofCauses();
        assertEquals(List.of(), talk.read("Odo Varley was born in Ostrow."));
        assertEquals(1, talk.read("Rain causes floods.").size());
        assertTrue(StatementReader.leads("causes") && StatementReader.leads("leads to"));
        assertFalse(StatementReader.leads("lives in") || StatementReader.leads("was born in"));
    }

    @Test
    void aTextGivesItsStatementsInOrderEachOnce() {
        List<Statement> read = READER
                .read("Rain causes floods. Floods destroy harvests.\nRain causes floods. And then lunch.");
        assertEquals(List.of("rain", "floods"), read.stream().map(Statement::subject).toList());
    }

    @Test
    void namesAreWrittenOneWay() {
        assertEquals("ocean acidification", Names.canonical(" The  Ocean acidification. "));
        assertEquals(Names.key("coral reefs"), Names.key("The coral reef"));
        assertEquals(Names.key("Batteries"), Names.key("battery"));
        assertEquals("glass", Names.key("glass"));
        assertEquals("the", Names.canonical("the"));
    }

    @Test
    void mostSentencesOfASharedFileOfFactsAreReadAsTheirColumnsSay() throws Exception {
        Path file = Path.of(System.getProperty("pando.root", ".."), "../shared/data/qa/climate_coral.tsv");
        Assumptions.assumeTrue(Files.exists(file), "SKIPPED: " + file + " is not here");
        int right = 0, all = 0;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("#")) continue;
            String[] fields = line.split("\t");
            all++;
            List<String> pair = pair(fields[3]);
            if (pair.size() == 2 && pair.getFirst().contains(fields[1]) && pair.getLast().contains(fields[2])) right++;
            else
                System.err.println(pair + " for " + line);
        }
        assertTrue(right >= 0.9 * all, right + " of " + all);
    }
}
