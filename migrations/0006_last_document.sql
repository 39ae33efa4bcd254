-- What the page of a source held when its list was read last. Not sealed: it can be thrown away, and the next page is
-- then read in full.
create table last_document (
    source_id integer primary key references source (source_id),
    -- The version that holds the list which was read from it, as long as no other one came after.
    version_id integer not null references version (version_id),
    -- Digest of the texts and grids of the page, of the reader and of the recipe.
    digest text not null check (length(digest) = 32)
) strict;
