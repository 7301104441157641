INSERT INTO evidence_genome(message, genome, weight) VALUES (2, 'bafy-card', 0.75);
