-- Which container writes here, and that it lives: while it does, its beat grows. Nobody waits for these to be on a disk.
CREATE TABLE journal_lead (
    id INT PRIMARY KEY,
    leader VARCHAR(64) NOT NULL,
    beat BIGINT NOT NULL
);
INSERT INTO journal_lead (id, leader, beat) VALUES (1, '', 0);
