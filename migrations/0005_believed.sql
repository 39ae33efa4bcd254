-- What is believed, and by whom a row that came or went is known.

-- Digest of the companies of a list that waits to be believed: a later night repeats it if its companies are the same,
-- whatever else moved. Null for every other look, and for those of before this column.
alter table look add column companies text check (length(companies) = 64);

-- Rows of the same company in the other of the two lists, as they are printed: the company of an added row is not new, that
-- of a removed one has not left. A list of objects like `old_row`; null in changes of
-- before this column.
alter table change add column beside text check (json_type(beside) = 'array');
