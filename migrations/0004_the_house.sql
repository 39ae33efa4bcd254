-- What is printed apart from what we make of it, and closed lists that can grow.

-- Codes. A later migration adds to a list by adding a row; the tables that name them stay as they are, and a program that
-- does not know the new code does not open the database (it does not know the migration either).

-- How a capture came to us.
create table origin (origin text primary key) strict, without rowid;
insert into origin values ('crawled'), ('file'), ('git'), ('rendered'), ('memento'), ('mail');
-- What a source came to on a night.
create table outcome (outcome text primary key) strict, without rowid;
insert into outcome values ('first'), ('changed'), ('unchanged'), ('suspect'), ('failed');
-- Who made a version differ.
create table version_cause (cause text primary key) strict, without rowid;
insert into version_cause values ('vendor'), ('ours');
-- Kinds of change.
create table change_kind (kind text primary key) strict, without rowid;
insert into change_kind values ('added'), ('removed'), ('renamed'), ('changed');
-- What people decide on a list.
create table decision (ruling text primary key) strict, without rowid;
insert into decision values ('accepted'), ('rejected');

-- SQLite changes no constraint of a table that is there. What only takes constraints away, or puts such in their place as
-- every row fulfils, may be written into the schema itself (https://sqlite.org/lang_altertable.html, "Making Other Kinds
-- Of Table Schema Changes"): no row is copied or touched, and a seal stays what it was.
pragma writable_schema = on;
update sqlite_schema set sql = replace(replace(sql,
        'check (origin in (''crawled'', ''file'', ''git''))', 'references origin (origin)'),
        ' check ((origin_detail is not null) = (origin <> ''crawled''))', '')
    where type = 'table' and name = 'capture';
update sqlite_schema set sql = replace(replace(replace(replace(replace(replace(sql,
        'check (outcome in (''first'', ''changed'', ''unchanged'', ''suspect'', ''failed''))', 'references outcome (outcome)'),
        'unchanged text check ((unchanged is not null) = (outcome = ''unchanged''))', 'unchanged text'),
        'cause text check ((cause is not null) = (outcome = ''failed''))', 'cause text'),
        'detail text check ((detail is not null) = (outcome in (''suspect'', ''failed'')))', 'detail text'),
        ' check (capture_id is not null or outcome in (''suspect'', ''failed''))', ''),
        'changes integer check ((changes is not null) = (outcome = ''changed''))', 'changes integer check (changes >= 0)')
    where type = 'table' and name = 'look';
update sqlite_schema set sql = replace(sql, 'check (cause in (''vendor'', ''ours''))', 'references version_cause (cause)')
    where type = 'table' and name = 'version';
update sqlite_schema set sql = replace(replace(replace(replace(replace(replace(replace(sql,
        'check (kind in (''added'', ''removed'', ''renamed'', ''changed''))', 'references change_kind (kind)'),
        'before_name text check ((before_name is not null) = (kind = ''renamed''))', 'before_name text'),
        'entity text not null', 'entity text'),
        'field text check ((field is not null) = (kind = ''changed''))', 'field text'),
        'row text check ((row is not null) = (kind in (''added'', ''removed'')) and (row is null or json_type(row) = ''object''))',
        'row text check (json_type(row) = ''object'')'),
        'related text check (related is null or kind in (''added'', ''removed''))', 'related text'),
        'places text check (places is null or (kind = ''changed'' and json_type(places) = ''object''))',
        'places text check (json_type(places) = ''object'')')
    where type = 'table' and name = 'change';
update sqlite_schema set sql = replace(sql,
        'check (ruling in (''accepted'', ''rejected''))', 'references decision (ruling)')
    where type = 'table' and name = 'ruling';
-- What is derived leaves the rows: these columns are filled in rows of subwatch 0.1 alone.
update sqlite_schema set sql = replace(replace(replace(replace(replace(sql,
        'entity text not null', 'entity text'),
        'category text not null', 'category text'),
        'countries text not null', 'countries text'),
        'regions text not null', 'regions text'),
        'status text not null check (status in (''current'', ''upcoming'', ''removed''))', 'status text')
    where type = 'table' and name = 'subprocessor';
pragma writable_schema = reset;

-- What the page prints where the schema has a code or a day.
alter table subprocessor add column printed_category text;
alter table subprocessor add column printed_status text;
alter table subprocessor add column printed_effective text;

-- The rows that a change is about, as they are printed: {"name": ..., ...} without the fields that are empty. `row`, `entity`
-- and `places` are filled in changes of subwatch 0.1 alone.
alter table change add column old_row text check (json_type(old_row) = 'object');
alter table change add column new_row text check (json_type(new_row) = 'object');

-- Below, nothing is sealed: all of it can be thrown away, and is made again from what is above.

-- Digests of the printed rows of versions whose own digest is of subwatch 0.1, which digested what it derived, too.
create table printed_digest (
    version_id integer primary key references version (version_id),
    digest text not null check (length(digest) = 64)
) strict;

-- A row of a source for as long as it was printed so, with what the dictionaries make of it.
create table derived (
    -- The first of the stored rows that print it so.
    subprocessor_id integer primary key references subprocessor (subprocessor_id),
    source_id integer not null references source (source_id),
    -- From the moment of the version that printed it first, up to that of the one that no longer did; null while it stands.
    from_at text not null,
    until_at text check (until_at > from_at),
    -- The first eight bytes of the digest of the printed row, by which it is known again in a later version.
    printed integer not null,
    entity text not null,
    category text not null,
    status text not null,
    effective text check (effective glob '[0-9][0-9][0-9][0-9]-??-??')
) strict;

create index derived_by_entity on derived (entity, from_at);
create index derived_of_source on derived (source_id, until_at);

-- A row a country, and a row a region.
create table derived_country (
    country text not null check (length(country) = 2),
    subprocessor_id integer not null references derived (subprocessor_id) on delete cascade,
    primary key (country, subprocessor_id)
) strict, without rowid;
create index derived_country_of on derived_country (subprocessor_id);

create table derived_region (
    region text not null,
    subprocessor_id integer not null references derived (subprocessor_id) on delete cascade,
    primary key (region, subprocessor_id)
) strict, without rowid;
create index derived_region_of on derived_region (subprocessor_id);

-- By which dictionaries the rows of a source were derived, and up to which version. A source that is missing here, or whose
-- dictionaries are others than the program's, is derived anew.
create table derivation (
    source_id integer primary key references source (source_id),
    dictionaries integer not null,
    version_id integer not null references version (version_id)
) strict;

-- Readers that have read all that was kept, and after which no other one began to keep.
create table archive_read (extractor integer primary key) strict;
