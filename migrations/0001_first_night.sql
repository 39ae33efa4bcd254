-- The first shape of the database.
--
-- What came over the wire and what was read from it is only ever added to: triggers forbid every
-- update and delete. The exceptions are `source` (its vendor and address follow sources.toml) and
-- `run.finished_at` (set once). "Latest" is a view.
--
-- Times are UTC, RFC 3339, cut to the second and 20 characters wide (2026-05-01T02:00:00Z), so that
-- they sort as text. Days are ISO 8601 (2026-05-01). Digests are SHA-256 in small hex.

-- "subw": tells our databases from other SQLite files.
pragma application_id = 1937072759;

-- One page of one vendor. A source that leaves sources.toml stays, with its history.
create table source (
    source_id integer primary key,
    slug text not null unique check (length(slug) between 1 and 64),
    vendor text not null,
    url text not null
) strict;

-- The bytes of a page after its content coding was undone, once per distinct content.
create table body (
    body_id integer primary key,
    sha256 text not null unique check (length(sha256) = 64),
    -- Length in bytes before compression.
    size integer not null check (size > 0),
    coding text not null check (coding = 'zstd'),
    -- A zstd frame (RFC 8878); against another body as dictionary where that one is named.
    base_body_id integer references body (body_id),
    bytes blob not null,
    check (base_body_id is null or base_body_id < body_id)
) strict;

-- One answer of a server, as received.
create table capture (
    capture_id integer primary key,
    source_id integer not null references source (source_id),
    requested_at text not null check (requested_at glob '[0-9][0-9][0-9][0-9]-??-??T??:??:??Z'),
    received_at text not null check (received_at glob '[0-9][0-9][0-9][0-9]-??-??T??:??:??Z'),
    requested_url text not null,
    address text not null,
    -- [{"status", "from", "to"}] in order.
    redirects text not null check (json_type(redirects) = 'array'),
    status integer not null check (status between 100 and 999),
    -- [{"name", "value"}] in order of arrival.
    headers text not null check (json_type(headers) = 'array'),
    -- Null where the answer had no body.
    body_id integer references body (body_id)
) strict;

create index capture_of_source on capture (source_id, received_at);

-- One run of the crawler. A run that was cut off has no end.
create table run (
    run_id integer primary key,
    started_at text not null check (started_at glob '[0-9][0-9][0-9][0-9]-??-??T??:??:??Z'),
    finished_at text check (finished_at glob '[0-9][0-9][0-9][0-9]-??-??T??:??:??Z'),
    -- Version of the program, and of its way of reading.
    program text not null,
    extractor integer not null
) strict;

-- What one source came to in one run: the night's outcome, failures and 304s included.
create table look (
    look_id integer primary key,
    run_id integer not null references run (run_id),
    source_id integer not null references source (source_id),
    at text not null check (at glob '[0-9][0-9][0-9][0-9]-??-??T??:??:??Z'),
    outcome text not null check (outcome in ('first', 'changed', 'unchanged', 'suspect', 'failed')),
    -- How we know that nothing changed.
    unchanged text check ((unchanged is not null) = (outcome = 'unchanged')),
    -- Code of the failure's cause.
    cause text check ((cause is not null) = (outcome = 'failed')),
    -- What exactly happened, in words.
    detail text check ((detail is not null) = (outcome in ('suspect', 'failed'))),
    -- The page that was judged; for a 304 or an equal body the earlier capture that it confirms.
    capture_id integer references capture (capture_id) check (capture_id is not null or outcome in ('suspect', 'failed')),
    -- Digest and number of rows of the listing that was read or confirmed; null where none was.
    digest text check (length(digest) = 64),
    rows integer check (rows >= 0),
    -- How many changes it made.
    changes integer check ((changes is not null) = (outcome = 'changed')),
    -- What the listing was read with.
    extractor integer not null,
    recipe text not null check (length(recipe) = 64),
    -- HTTP requests it cost, redirects and repeats included, and how long it took.
    requests integer not null check (requests >= 0),
    elapsed_ms integer not null check (elapsed_ms >= 0)
) strict;

create index look_of_source on look (source_id, at);
-- Nights that came to a judgement on a list.
create index look_judged on look (source_id, at) where outcome <> 'failed';
-- Nights on which the list was believed.
create index look_believed on look (source_id, at) where outcome in ('first', 'changed', 'unchanged');
create index look_changed on look (source_id, at) where outcome = 'changed';
create index look_of_run on look (run_id);

-- A listing that differs from the one before it.
create table version (
    version_id integer primary key,
    source_id integer not null references source (source_id),
    capture_id integer not null references capture (capture_id),
    -- When the capture was made: from here on the list stood so, as far as we looked. A version whose
    -- cause is ours stands at the time of the capture that was read again.
    seen_at text not null check (seen_at glob '[0-9][0-9][0-9][0-9]-??-??T??:??:??Z'),
    cause text not null check (cause in ('vendor', 'ours')),
    extractor integer not null,
    recipe text not null check (length(recipe) = 64),
    digest text not null check (length(digest) = 64),
    rows integer not null check (rows >= 0),
    -- The page's own facts, and remarks on the reading.
    page text not null check (json_type(page) = 'object'),
    warnings text not null check (json_type(warnings) = 'array'),
    -- Columns that came or went for every row, by name.
    columns_added text not null check (json_type(columns_added) = 'array'),
    columns_removed text not null check (json_type(columns_removed) = 'array')
) strict;

-- Answers "as of" for one source or all; the rowid at its end settles a draw for the newer reading.
create index version_as_of on version (source_id, seen_at);
create index version_by_vendor on version (seen_at) where cause = 'vendor';

-- One printed row of a version.
create table subprocessor (
    subprocessor_id integer primary key,
    version_id integer not null references version (version_id),
    position integer not null check (position >= 0),
    name text not null,
    entity text not null,
    section text,
    purpose text,
    category text not null,
    data text,
    location text,
    entity_location text,
    -- Codes with a comma between them, sorted; empty for none.
    countries text not null,
    regions text not null,
    transfer text,
    status text not null check (status in ('current', 'upcoming', 'removed')),
    effective text check (effective glob '[0-9][0-9][0-9][0-9]-??-??'),
    applies_to text,
    notes text,
    url text,
    -- Every other printed column: {"header": "text"}.
    extra text not null check (json_type(extra) = 'object'),
    unique (version_id, position)
) strict;

-- One event between a version and the one before it.
create table change (
    change_id integer primary key,
    version_id integer not null references version (version_id),
    position integer not null check (position >= 0),
    kind text not null check (kind in ('added', 'removed', 'renamed', 'changed')),
    name text not null,
    before_name text check ((before_name is not null) = (kind = 'renamed')),
    entity text not null,
    section text,
    field text check ((field is not null) = (kind = 'changed')),
    before text,
    after text,
    -- The whole row, where it came or went.
    row text check ((row is not null) = (kind in ('added', 'removed')) and (row is null or json_type(row) = 'object')),
    unique (version_id, position)
) strict;

create view latest_look as
select look.*
from source
join look on look.look_id = (
    select newest.look_id from look as newest
    where newest.source_id = source.source_id
    order by newest.at desc, newest.look_id desc limit 1
);

create view latest_version as
select version.*
from source
join version on version.version_id = (
    select newest.version_id from version as newest
    where newest.source_id = source.source_id
    order by newest.seen_at desc, newest.version_id desc limit 1
);

create trigger source_keeps_its_name before update of source_id, slug on source
begin select raise(abort, 'a source keeps its slug'); end;
create trigger source_stays before delete on source
begin select raise(abort, 'a source is never deleted'); end;

create trigger run_is_finished_once before update on run
when old.finished_at is not null or new.run_id <> old.run_id or new.started_at <> old.started_at
    or new.program <> old.program or new.extractor <> old.extractor
begin select raise(abort, 'a run is finished once and not changed otherwise'); end;
create trigger run_stays before delete on run
begin select raise(abort, 'a run is never deleted'); end;

create trigger body_is_never_changed before update on body
begin select raise(abort, 'a body is never changed'); end;
create trigger body_stays before delete on body
begin select raise(abort, 'a body is never deleted'); end;

create trigger capture_is_never_changed before update on capture
begin select raise(abort, 'a capture is never changed'); end;
create trigger capture_stays before delete on capture
begin select raise(abort, 'a capture is never deleted'); end;

create trigger look_is_never_changed before update on look
begin select raise(abort, 'a look is never changed'); end;
create trigger look_stays before delete on look
begin select raise(abort, 'a look is never deleted'); end;

create trigger version_is_never_changed before update on version
begin select raise(abort, 'a version is never changed'); end;
create trigger version_stays before delete on version
begin select raise(abort, 'a version is never deleted'); end;

create trigger subprocessor_is_never_changed before update on subprocessor
begin select raise(abort, 'a row of a version is never changed'); end;
create trigger subprocessor_stays before delete on subprocessor
begin select raise(abort, 'a row of a version is never deleted'); end;

create trigger change_is_never_changed before update on change
begin select raise(abort, 'a change is never changed'); end;
create trigger change_stays before delete on change
begin select raise(abort, 'a change is never deleted'); end;
