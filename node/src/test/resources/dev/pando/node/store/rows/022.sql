INSERT INTO evidence_note(message, number, note, author, score, text_sha256, cited) VALUES (2, 2, 1, '', 0.4, '0a', 0);
INSERT INTO evidence_field(message, known, confidence, remark, ways) VALUES (2, 1, 0.9, '', '[[2]]');
