INSERT INTO evidence(message, model, sampling, prompt_sha256, prompt_tokens, answer_tokens, created_ms)
    VALUES (2, 'm', '{}', 'ab', 3, 4, 5);
INSERT INTO evidence_memory(message, number, memory, score, text_sha256, cited) VALUES (2, 1, 1, 0.5, 'cd', 1);
INSERT INTO evidence_message(message, source) VALUES (2, 1);
