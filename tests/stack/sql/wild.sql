-- A server that Lightbox did not make: what a platform in the wild has for the same product.
-- More columns, no trigger for updated_at, another CHECK, no index for anything but the key and
-- (user, created), no policy for collections of others, nothing published to Realtime but assets.

create table public.profiles (
    id uuid primary key references auth.users on delete cascade,
    username text
);

create table public.user_collections (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users on delete cascade,
    name text not null,
    description text,
    asset_count integer default 0,
    created_at timestamptz default now()
);

create table public.characters (
    id uuid primary key default gen_random_uuid(),
    user_id uuid references auth.users on delete cascade,
    name text not null
);

create table public.user_library (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users on delete cascade,
    asset_type text not null,
    storage_path text not null,
    file_size_bytes bigint not null,
    mime_type text not null,
    duration_seconds numeric,
    original_prompt text not null,
    model_used text not null,
    generation_seed bigint,
    collection_id uuid references public.user_collections on delete set null,
    custom_title text,
    tags text[] default '{}',
    is_favorite boolean default false,
    visibility text default 'private' check (visibility in ('private', 'unlisted', 'public')),
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    thumbnail_path text,
    width integer,
    height integer,
    content_category text default 'general',
    roleplay_metadata jsonb default '{}',
    -- The seven that no document names.
    character_id uuid references public.characters on delete cascade,
    output_type text,
    is_primary boolean default false,
    is_pinned boolean default false,
    sort_order integer,
    generation_metadata jsonb,
    label text
);
create index on public.user_library (user_id, created_at desc);

alter table public.user_library enable row level security;
alter table public.user_collections enable row level security;
alter table public.profiles enable row level security;
alter table public.characters enable row level security;
create policy library_policy on public.user_library for all to public using (auth.uid() = user_id);
create policy own on public.user_collections for all to public using (auth.uid() = user_id);
create policy own on public.profiles for all to public using (auth.uid() = id);
create policy own on public.characters for all to public using (auth.uid() = user_id);

create function public.update_asset_count() returns trigger
    language plpgsql security definer set search_path = public
as $$
begin
    if tg_op in ('DELETE', 'UPDATE') and old.collection_id is not null then
        update user_collections set asset_count = asset_count - 1 where id = old.collection_id;
    end if;
    if tg_op in ('INSERT', 'UPDATE') and new.collection_id is not null then
        update user_collections set asset_count = asset_count + 1 where id = new.collection_id;
    end if;
    return null;
end
$$;
create trigger update_asset_count
    after insert or delete or update of collection_id on public.user_library
    for each row execute function public.update_asset_count();

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values ('user-library', 'user-library', false, 52428800,
        array['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/heic',
              'video/mp4', 'video/webm', 'video/quicktime']);
create policy "Users manage their library files" on storage.objects for all to authenticated
    using (bucket_id = 'user-library' and (storage.foldername(name))[1] = auth.uid()::text)
    with check (bucket_id = 'user-library' and (storage.foldername(name))[1] = auth.uid()::text);

alter publication supabase_realtime add table public.user_library;
