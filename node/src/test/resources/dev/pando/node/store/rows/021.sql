INSERT INTO trust(author, invited, blocked, good, agreed, bad, changed_ms) VALUES (x'21', 0, 0, 1, 0.5, 0, 1);
