INSERT INTO tool_rule(tool, allowed, changed_ms) VALUES ('memory_note', 1, 1);
INSERT INTO approval(id, tool, arguments, message, call_id, state, created_ms)
    VALUES (1, 'memory_forget', '{"id":2}', 2, 'call-1', 'pending', 1);
INSERT INTO audit(what, tool, detail, approval, at_ms, previous_sha256, sha256)
    VALUES ('asked', 'memory_forget', '{"id":2}', 1, 1, '', 'ef');
