-- For nights that nobody attends: what each host was asked, what was odd about an answer, and room on the disk.

-- What was odd about an answer, though a list was had or not: a redirect to another host, a new address, another kind of
-- document, an old answer of a cache. Null where nothing was.
alter table look add column remark text;

-- What one look cost each host it asked: the host of its source, and those it was redirected to.
create table traffic (
    traffic_id integer primary key,
    look_id integer not null references look (look_id),
    host text not null,
    -- Requests that were sent, repeats, redirects and robots.txt included; and those for robots.txt alone.
    requests integer not null check (requests >= 0),
    robots integer not null check (robots between 0 and requests),
    -- Bytes of bodies on the wire.
    bytes integer not null check (bytes >= 0),
    not_modified integer not null check (not_modified >= 0),
    -- Answers that sent us away (401, 403, 407, 429, 451), and pages that robots.txt disallows.
    refused integer not null check (refused >= 0),
    disallowed integer not null check (disallowed >= 0),
    -- Waits that the host asked for and that were kept.
    waits integer not null check (waits >= 0),
    waited_ms integer not null check (waited_ms >= 0),
    -- The `Crawl-delay` of its robots.txt, as asked for.
    crawl_delay_ms integer check (crawl_delay_ms >= 0),
    unique (look_id, host)
) strict;

create trigger traffic_is_never_changed before update on traffic
begin select raise(abort, 'an account of traffic is never changed'); end;
create trigger traffic_stays before delete on traffic
begin select raise(abort, 'an account of traffic is never deleted'); end;

create index look_by_time on look (at);

-- Pruning: the bytes of a body may be given up; its digest and size stay, and so does the capture with its headers. If
-- the same bytes come again they are put back.
alter table body add column pruned_at text check (pruned_at glob '[0-9][0-9][0-9][0-9]-??-??T??:??:??Z');

create index capture_of_body on capture (body_id);
create index version_of_capture on version (capture_id);
create index look_of_capture on look (capture_id);

-- The retention rule: these bodies are never given up, however old. A body that none of these names was seen on nights
-- alone that failed or changed nothing.
create view needed_body as
-- A version, and so every change, was read from it.
select capture.body_id from version join capture using (capture_id) where capture.body_id is not null
-- A night judged its list to be new, changed or suspect.
union all
select capture.body_id from look join capture using (capture_id)
where look.outcome in ('first', 'changed', 'suspect') and capture.body_id is not null
-- It is the newest answer of its source.
union all
select newest.body_id from source join capture as newest on newest.capture_id = (
    select capture_id from capture where source_id = source.source_id order by received_at desc, capture_id desc limit 1
) where newest.body_id is not null
-- It is the page by which the list that stands was last confirmed.
union all
select capture.body_id from source join look on look.look_id = (
    select look_id from look
    where source_id = source.source_id and outcome in ('first', 'changed', 'unchanged') order by at desc, look_id desc limit 1
) join capture using (capture_id) where capture.body_id is not null
-- Another body cannot be unpacked without it.
union all
select base_body_id from body where base_body_id is not null and pruned_at is null;

drop trigger body_is_never_changed;
create trigger body_is_never_changed before update on body
begin
    select raise(abort, 'a body is never changed, only given up or put back')
    where new.body_id <> old.body_id or new.sha256 <> old.sha256 or new.size <> old.size or new.coding <> old.coding
        or new.base_body_id is not null or (new.pruned_at is null) = (old.pruned_at is null)
        or (new.pruned_at is null) <> (length(new.bytes) > 0);
    select raise(abort, 'a body that is needed is never given up')
    where new.pruned_at is not null and old.body_id in (select body_id from needed_body);
end;
