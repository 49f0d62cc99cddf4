-- Optional: makes sync cheaper. Lightbox works the same without it, with more requests.
--
-- Each row remembers the transaction that wrote it last, deleted rows leave their ids behind, and
-- one function answers "what has changed since?" with nothing missed, however long the writers'
-- transactions take. The tables are also published to Realtime. May be run again at any time.

-- Which transaction wrote the row last -----------------------------------------------------------

-- The default fills the rows that are there by rewriting the table, without firing a trigger.
alter table public.user_library
    add column if not exists rev xid8 not null default pg_current_xact_id();

comment on column public.user_library.rev is
    'The transaction that wrote the row last; set by a trigger, never written by clients.';

create index if not exists idx_user_library_user_rev on public.user_library (user_id, rev, id);

create or replace function public.user_library_stamp() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    new.rev := pg_current_xact_id();
    return new;
end
$$;

create or replace trigger user_library_stamp
    before insert or update on public.user_library
    for each row execute function public.user_library_stamp();

-- What was deleted -------------------------------------------------------------------------------

create table if not exists public.user_library_tombstones (
    id uuid primary key,
    user_id uuid not null references auth.users (id) on delete cascade,
    rev xid8 not null default pg_current_xact_id(),
    deleted_at timestamptz not null default now()
);

create index if not exists idx_user_library_tombstones_user_rev
    on public.user_library_tombstones (user_id, rev, id);

alter table public.user_library_tombstones enable row level security;

drop policy if exists tombstones_policy on public.user_library_tombstones;
create policy tombstones_policy on public.user_library_tombstones
    for select to authenticated
    using ((select auth.uid()) = user_id);

revoke all on public.user_library_tombstones from anon, authenticated;
grant select on public.user_library_tombstones to authenticated;
grant all on public.user_library_tombstones to service_role;

create or replace function public.user_library_bury() returns trigger
    language plpgsql
    security definer
    set search_path = ''
as $$
begin
    -- A user who is being deleted takes everything along, and needs no tombstones.
    insert into public.user_library_tombstones (id, user_id)
        select o.id, o.user_id from old_rows as o
        where exists (select 1 from auth.users as u where u.id = o.user_id)
        order by o.id
        on conflict (id) do update
            set user_id = excluded.user_id, rev = excluded.rev, deleted_at = excluded.deleted_at;
    return null;
end
$$;

create or replace trigger user_library_bury
    after delete on public.user_library
    referencing old table as old_rows
    for each statement execute function public.user_library_bury();

-- An id that is inserted again (undo of a deletion) is no longer gone.
create or replace function public.user_library_unbury() returns trigger
    language plpgsql
    security definer
    set search_path = ''
as $$
begin
    delete from public.user_library_tombstones as t using new_rows as n where t.id = n.id;
    return null;
end
$$;

create or replace trigger user_library_unbury
    after insert on public.user_library
    referencing new table as new_rows
    for each statement execute function public.user_library_unbury();

revoke execute on function public.user_library_stamp() from public, anon, authenticated;
revoke execute on function public.user_library_bury() from public, anon, authenticated;
revoke execute on function public.user_library_unbury() from public, anon, authenticated;

-- What has changed since -------------------------------------------------------------------------

-- Answers {"rows": […], "gone": […], "position": "…", "has_more": …}: rows as `select=*,xmin` gives
-- them, ids of deleted rows, and what to pass next time.
--
-- A position is "HORIZON", or "HORIZON.REV.ID" between two pages. HORIZON is pg_snapshot_xmin as it
-- was at the first page: every transaction below it had ended and been seen, whatever was still
-- running is at or above it and comes next time. So nothing is missed; something may come twice.
create or replace function public.pull(since text default null, max_rows integer default 1000)
    returns jsonb
    language plpgsql
    stable
    security invoker
    set search_path = ''
as $$
declare
    me constant uuid := auth.uid();
    page constant integer := greatest(1, least(coalesce(max_rows, 1000), 1000));
    horizon xid8 := pg_snapshot_xmin(pg_current_snapshot());
    from_rev xid8 := '0';
    -- No id sorts before this one, and it is no valid asset's.
    from_id uuid := '00000000-0000-0000-0000-000000000000';
    parts text[];
    answer record;
begin
    if me is null then
        raise exception 'pull() is for signed-in users' using errcode = '42501';
    end if;
    if since is not null then
        if since !~ '^[0-9]{1,20}([.][0-9]{1,20}[.][0-9a-f-]{36})?$' then
            raise exception 'not a position of pull(): %', since using errcode = '22023';
        end if;
        parts := string_to_array(since, '.');
        if parts[1]::xid8 > pg_snapshot_xmax(pg_current_snapshot()) then
            -- A position of another life of this database: begin again.
            parts := null;
        elsif array_length(parts, 1) = 3 then
            horizon := parts[1]::xid8;
            from_rev := parts[2]::xid8;
            from_id := parts[3]::uuid;
        else
            from_rev := parts[1]::xid8;
        end if;
    end if;

    with changed as materialized (
        (
            select l.rev, l.id, false as is_gone from public.user_library as l
            where l.user_id = me and (l.rev, l.id) > (from_rev, from_id)
            order by l.rev, l.id limit page
        )
        union all
        (
            select t.rev, t.id, true from public.user_library_tombstones as t
            where t.user_id = me and (t.rev, t.id) > (from_rev, from_id)
            order by t.rev, t.id limit page
        )
        order by rev, id limit page
    )
    select
        coalesce(
            (select jsonb_agg(to_jsonb(l) || jsonb_build_object('xmin', l.xmin::text)
                              order by c.rev, c.id)
             from changed as c join public.user_library as l on l.id = c.id where not c.is_gone),
            '[]'::jsonb
        ) as rows,
        coalesce(
            (select jsonb_agg(c.id order by c.rev, c.id) from changed as c where c.is_gone),
            '[]'::jsonb
        ) as gone,
        (select count(*) from changed) = page as has_more,
        (select format('%s.%s.%s', horizon, c.rev, c.id) from changed as c
         order by c.rev desc, c.id desc limit 1) as last
    into answer;

    return jsonb_build_object(
        'rows', answer.rows,
        'gone', answer.gone,
        'position', case when answer.has_more then answer.last else horizon::text end,
        'has_more', answer.has_more
    );
end
$$;

revoke execute on function public.pull(text, integer) from public, anon;
grant execute on function public.pull(text, integer) to authenticated;

-- Realtime ---------------------------------------------------------------------------------------

do $$
declare
    published text;
begin
    if not exists (select 1 from pg_publication where pubname = 'supabase_realtime') then
        create publication supabase_realtime;
    end if;
    foreach published in array array['user_library', 'user_collections'] loop
        if not exists (
            select 1 from pg_publication_tables
            where pubname = 'supabase_realtime' and schemaname = 'public' and tablename = published
        ) then
            execute format('alter publication supabase_realtime add table public.%I', published);
        end if;
    end loop;
end
$$;

-- PostgREST reads the schema again.
notify pgrst, 'reload schema';
