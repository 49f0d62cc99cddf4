-- The library of one user after another: tables, row-level security, files.
--
-- For a plain Supabase project (PostgreSQL 15 or newer): `supabase db push`, or paste it into the
-- SQL editor. It may be run again at any time: what is there already stays as it is.

-- Collections ------------------------------------------------------------------------------------

create table if not exists public.user_collections (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users (id) on delete cascade,
    name text not null,
    description text,
    asset_count integer not null default 0,
    created_at timestamptz not null default now(),
    -- What the foreign key of user_library points at: an asset's collection is its own user's.
    constraint user_collections_user_id_id_key unique (user_id, id)
);

comment on column public.user_collections.asset_count is
    'How many rows of user_library are in it; kept by triggers, never written by clients.';

-- Assets -----------------------------------------------------------------------------------------

create table if not exists public.user_library (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users (id) on delete cascade,
    asset_type text not null,
    storage_path text not null,
    file_size_bytes bigint not null,
    mime_type text not null,
    duration_seconds numeric,
    original_prompt text not null,
    model_used text not null,
    generation_seed bigint,
    collection_id uuid,
    custom_title text,
    tags text[],
    is_favorite boolean not null default false,
    visibility text not null default 'private',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    thumbnail_path text,
    width integer,
    height integer,
    content_category text not null default 'general',
    roleplay_metadata jsonb not null default '{}',
    constraint user_library_visibility_check check (visibility in ('private', 'public', 'shared')),
    constraint user_library_collection_id_fkey foreign key (user_id, collection_id)
        references public.user_collections (user_id, id) on delete set null (collection_id)
);

comment on column public.user_library.storage_path is
    'Key of the file in the bucket user-library: <user id>/…';

create index if not exists idx_user_library_user_created
    on public.user_library (user_id, created_at desc);
create index if not exists idx_user_library_asset_type
    on public.user_library (user_id, asset_type);
create index if not exists idx_user_library_collection
    on public.user_library (user_id, collection_id);
create index if not exists idx_user_library_favorites
    on public.user_library (user_id, is_favorite) where is_favorite;
create index if not exists idx_user_library_tags
    on public.user_library using gin (tags);
-- Paging through everything one user has, in the order of the ids.
create index if not exists idx_user_library_user_id
    on public.user_library (user_id, id);
create index if not exists idx_user_library_user_updated
    on public.user_library (user_id, updated_at);

-- Who may what -----------------------------------------------------------------------------------

alter table public.user_library enable row level security;
alter table public.user_collections enable row level security;

-- The sub-select makes auth.uid() a constant of the query instead of a call for each row.
drop policy if exists library_policy on public.user_library;
create policy library_policy on public.user_library
    for all to authenticated
    using ((select auth.uid()) = user_id)
    with check ((select auth.uid()) = user_id);

drop policy if exists collections_policy on public.user_collections;
create policy collections_policy on public.user_collections
    for all to authenticated
    using ((select auth.uid()) = user_id)
    with check ((select auth.uid()) = user_id);

grant select, insert, update, delete
    on public.user_library, public.user_collections to authenticated, service_role;
-- Nobody who is not signed in has any business here; to them the tables look empty.
grant select on public.user_library, public.user_collections to anon;

-- What the server keeps up by itself -------------------------------------------------------------

create or replace function public.user_library_touch() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    new.updated_at := now();
    return new;
end
$$;

create or replace trigger user_library_touch
    before update on public.user_library
    for each row execute function public.user_library_touch();

-- One trigger a statement: a thousand rows that move cost one update of each collection.
-- Collections are locked in the order of their ids, so that two such statements cannot deadlock.
create or replace function public.user_library_count() returns trigger
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    moved jsonb;
begin
    if tg_op = 'INSERT' then
        select jsonb_object_agg(collection_id, delta) into moved from (
            select collection_id, count(*) as delta
            from new_rows where collection_id is not null group by collection_id
        ) as changed;
    elsif tg_op = 'DELETE' then
        select jsonb_object_agg(collection_id, delta) into moved from (
            select collection_id, -count(*) as delta
            from old_rows where collection_id is not null group by collection_id
        ) as changed;
    else
        select jsonb_object_agg(collection_id, delta) into moved from (
            select collection_id, sum(step) as delta from (
                select collection_id, 1 as step from new_rows
                union all
                select collection_id, -1 from old_rows
            ) as steps
            where collection_id is not null group by collection_id having sum(step) <> 0
        ) as changed;
    end if;
    if moved is not null then
        perform 1 from public.user_collections as c
            where c.id in (select key::uuid from jsonb_object_keys(moved) as key)
            order by c.id for no key update;
        update public.user_collections as c
            set asset_count = greatest(0, c.asset_count + change.value::integer)
            from jsonb_each_text(moved) as change
            where c.id = change.key::uuid;
    end if;
    return null;
end
$$;

create or replace trigger user_library_count_insert
    after insert on public.user_library
    referencing new table as new_rows
    for each statement execute function public.user_library_count();
create or replace trigger user_library_count_update
    after update on public.user_library
    referencing old table as old_rows new table as new_rows
    for each statement execute function public.user_library_count();
create or replace trigger user_library_count_delete
    after delete on public.user_library
    referencing old table as old_rows
    for each statement execute function public.user_library_count();

revoke execute on function public.user_library_touch() from public, anon, authenticated;
revoke execute on function public.user_library_count() from public, anon, authenticated;

-- Files ------------------------------------------------------------------------------------------

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values (
    'user-library', 'user-library', false, 524288000,
    array['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/heic',
          'video/mp4', 'video/webm', 'video/quicktime']
)
on conflict (id) do nothing;

-- A user's files are those under the folder that is named like the user.
drop policy if exists "user-library: read own files" on storage.objects;
create policy "user-library: read own files" on storage.objects
    for select to authenticated
    using (bucket_id = 'user-library'
           and (storage.foldername(name))[1] = (select auth.uid())::text);

drop policy if exists "user-library: add own files" on storage.objects;
create policy "user-library: add own files" on storage.objects
    for insert to authenticated
    with check (bucket_id = 'user-library'
                and (storage.foldername(name))[1] = (select auth.uid())::text);

drop policy if exists "user-library: change own files" on storage.objects;
create policy "user-library: change own files" on storage.objects
    for update to authenticated
    using (bucket_id = 'user-library'
           and (storage.foldername(name))[1] = (select auth.uid())::text)
    with check (bucket_id = 'user-library'
                and (storage.foldername(name))[1] = (select auth.uid())::text);

drop policy if exists "user-library: remove own files" on storage.objects;
create policy "user-library: remove own files" on storage.objects
    for delete to authenticated
    using (bucket_id = 'user-library'
           and (storage.foldername(name))[1] = (select auth.uid())::text);
