-- What makes the record one that can be shown: a chain over everything stored, rulings of people, readings again, and
-- captures that were not crawled.

-- One link of the chain: made at the end of every transaction that added rows, over exactly those rows.
create table seal (
    seal_id integer primary key,
    -- Digest of the seal before; 64 zeros for the first.
    previous text not null check (length(previous) = 64),
    -- The rows it covers: {"capture": [first, last], ...}, keys of the tables that gained rows.
    covers text not null check (json_type(covers) = 'object'),
    -- The first 16 bytes of the SHA-256 of each covered row, tables by name, rows by key: names a row that was altered.
    leaves blob not null,
    -- SHA-256 over `previous`, `covers` and `leaves`.
    digest text not null unique check (length(digest) = 64)
) strict;

-- What a person decided on a list that was not believed.
create table ruling (
    ruling_id integer primary key,
    source_id integer not null references source (source_id),
    at text not null check (at glob '[0-9][0-9][0-9][0-9]-??-??T??:??:??Z'),
    ruling text not null check (ruling in ('accepted', 'rejected')),
    capture_id integer not null references capture (capture_id),
    -- Digest of the list that was ruled on.
    digest text not null check (length(digest) = 64)
) strict;

create index ruling_of_source on ruling (source_id, at);

-- A kept capture that was read again by another extractor, whether that made a version or not: a reading that was broken
-- off goes on from here.
create table reading (
    reading_id integer primary key,
    capture_id integer not null references capture (capture_id),
    extractor integer not null,
    recipe text not null check (length(recipe) = 64),
    -- Digest of what was read; null where nothing could be.
    digest text check (length(digest) = 64),
    unique (capture_id, extractor, recipe)
) strict;

-- How a capture came to us: crawled; a saved file that somebody brought; a commit of a git repository.
alter table capture add column origin text not null default 'crawled' check (origin in ('crawled', 'file', 'git'));
-- Of an imported capture: the file's name, or `COMMIT AUTHORED PATH`: the commit, when its author wrote it, and the file's
-- path from the top of the repository. `received_at` is when the page was saved, or the commit merged.
alter table capture add column origin_detail text check ((origin_detail is not null) = (origin <> 'crawled'));

create index capture_brought on capture (source_id, received_at) where origin <> 'crawled';

-- The retention rule, and what somebody brought: it cannot be had again by crawling.
drop view needed_body;
create view needed_body as
select capture.body_id from version join capture using (capture_id) where capture.body_id is not null
union all
select capture.body_id from look join capture using (capture_id)
where look.outcome in ('first', 'changed', 'suspect') and capture.body_id is not null
union all
select newest.body_id from source join capture as newest on newest.capture_id = (
    select capture_id from capture where source_id = source.source_id order by received_at desc, capture_id desc limit 1
) where newest.body_id is not null
union all
select capture.body_id from source join look on look.look_id = (
    select look_id from look
    where source_id = source.source_id and outcome in ('first', 'changed', 'unchanged') order by at desc, look_id desc limit 1
) join capture using (capture_id) where capture.body_id is not null
union all
select base_body_id from body where base_body_id is not null and pruned_at is null
union all
select body_id from capture where origin <> 'crawled' and body_id is not null;

-- The row a removed one was merged into, or the one an added row was split from, by printed name.
alter table change add column related text check (related is null or kind in ('added', 'removed'));
-- Countries and regions that a changed text gained and lost: {"countries": {"added", "removed"}, "regions": {...}}, and
-- where a country came `safeguard`, what the row then printed of the transfer.
alter table change add column places text check (places is null or (kind = 'changed' and json_type(places) = 'object'));

create trigger seal_is_never_changed before update on seal
begin select raise(abort, 'a seal is never changed'); end;
create trigger seal_stays before delete on seal
begin select raise(abort, 'a seal is never deleted'); end;
create trigger ruling_is_never_changed before update on ruling
begin select raise(abort, 'a ruling is never changed'); end;
create trigger ruling_stays before delete on ruling
begin select raise(abort, 'a ruling is never deleted'); end;
create trigger reading_is_never_changed before update on reading
begin select raise(abort, 'a reading is never changed'); end;
create trigger reading_stays before delete on reading
begin select raise(abort, 'a reading is never deleted'); end;
