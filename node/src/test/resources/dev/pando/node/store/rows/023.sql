INSERT INTO note(id, author, subject, relation, object, sentence, source, topic, confidence, created_ms, state)
    VALUES (231, x'', 'ada', 'lives in', 'kell', 'Ada lives in Kell.', 'a letter', 'people', 0.7, 1, 'KNOWN'),
        (232, x'', 'ada', 'was born in', 'kell', 'Ada was born in Kell.', 'a letter', 'people', 0.7, 1, 'KNOWN');
INSERT INTO evidence_note(message, number, note, author, score, text_sha256, cited) VALUES (2, 3, 232, '', 0.4, '0a', 0);
