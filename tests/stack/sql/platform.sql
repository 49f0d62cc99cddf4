-- What a new Supabase project has before anybody's first migration, as far as Lightbox meets it:
-- roles, auth, storage, the publication of Realtime. Run as supabase_admin, the superuser.

-- Roles ------------------------------------------------------------------------------------------

create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator login noinherit;
grant anon, authenticated, service_role to authenticator;
-- The project's owner, who runs migrations; no superuser.
create role postgres login createdb createrole replication bypassrls;
grant anon, authenticated, service_role to postgres;
create role supabase_auth_admin login noinherit createrole;
create role supabase_storage_admin login noinherit createrole;
-- On Supabase an extension lets postgres own the policies of storage.objects.
grant supabase_storage_admin to postgres;
grant pg_read_all_data to postgres;
grant all on database postgres to postgres;

alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';

-- Schema public: whatever is made in it is everybody's, row-level security decides ----------------

grant usage, create on schema public to postgres;
grant usage on schema public to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
    grant all on tables to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
    grant all on functions to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
    grant all on sequences to anon, authenticated, service_role;
create schema extensions authorization postgres;
grant usage on schema extensions to anon, authenticated, service_role;

-- PostgREST reads the schema again whenever it was changed.
create function extensions.pgrst_watch() returns event_trigger language plpgsql as $$
begin
    notify pgrst, 'reload schema';
end
$$;
create event trigger pgrst_ddl_watch on ddl_command_end execute function extensions.pgrst_watch();
create event trigger pgrst_drop_watch on sql_drop execute function extensions.pgrst_watch();

-- Auth -------------------------------------------------------------------------------------------

create schema auth authorization supabase_auth_admin;
grant usage on schema auth to anon, authenticated, service_role, postgres, supabase_storage_admin;

create table auth.users (
    id uuid primary key default gen_random_uuid(),
    aud text not null default 'authenticated',
    role text not null default 'authenticated',
    email text unique,
    encrypted_password text,
    email_confirmed_at timestamptz,
    confirmation_sent_at timestamptz,
    recovery_sent_at timestamptz,
    last_sign_in_at timestamptz,
    raw_app_meta_data jsonb not null default '{"provider": "email", "providers": ["email"]}',
    raw_user_meta_data jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    banned_until timestamptz
);

create table auth.sessions (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users on delete cascade,
    method text not null,
    created_at timestamptz not null default now(),
    not_after timestamptz
);

create table auth.refresh_tokens (
    id bigint generated always as identity primary key,
    token text not null unique,
    parent text,
    session_id uuid not null references auth.sessions on delete cascade,
    is_revoked boolean not null default false,
    updated_at timestamptz not null default now()
);
create index on auth.refresh_tokens (session_id);

create table auth.one_time_tokens (
    user_id uuid not null references auth.users on delete cascade,
    kind text not null,
    token_hash text not null,
    code_challenge text,
    created_at timestamptz not null default now(),
    primary key (user_id, kind)
);

create table auth.flow_state (
    id uuid primary key default gen_random_uuid(),
    auth_code text not null unique,
    code_challenge text not null,
    code_challenge_method text not null,
    provider text not null,
    redirect_to text not null,
    user_id uuid references auth.users on delete cascade,
    created_at timestamptz not null default now()
);

-- What a person would find in the mailbox; the real server sends it away instead.
create table auth.sent_mail (
    id bigint generated always as identity primary key,
    email text not null,
    kind text not null,
    code text not null,
    link text not null,
    sent_at timestamptz not null default now()
);

alter table auth.users owner to supabase_auth_admin;
grant all on all tables in schema auth to supabase_auth_admin;
-- Migrations of a project may name the users in a foreign key.
grant select, references on auth.users to postgres;

create function auth.uid() returns uuid language sql stable as $$
    select coalesce(
        nullif(current_setting('request.jwt.claim.sub', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
    )::uuid
$$;
create function auth.role() returns text language sql stable as $$
    select coalesce(
        nullif(current_setting('request.jwt.claim.role', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
    )
$$;
create function auth.jwt() returns jsonb language sql stable as $$
    select coalesce(
        nullif(current_setting('request.jwt.claim', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')
    )::jsonb
$$;

-- Storage ----------------------------------------------------------------------------------------

create schema storage authorization supabase_storage_admin;
grant usage on schema storage to anon, authenticated, service_role, postgres;

create table storage.buckets (
    id text primary key,
    name text not null unique,
    owner uuid,
    owner_id text,
    public boolean default false,
    avif_autodetection boolean default false,
    file_size_limit bigint,
    allowed_mime_types text[],
    created_at timestamptz default now(),
    updated_at timestamptz default now()
);
create table storage.objects (
    id uuid primary key default gen_random_uuid(),
    bucket_id text references storage.buckets,
    name text,
    owner uuid,
    owner_id text,
    version text,
    metadata jsonb,
    user_metadata jsonb,
    path_tokens text[] generated always as (string_to_array(name, '/')) stored,
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    last_accessed_at timestamptz default now()
);
create unique index bucketid_objname on storage.objects (bucket_id, name);
create index name_prefix_search on storage.objects (name text_pattern_ops);
-- Resumable uploads that have begun.
create table storage.resumable_uploads (
    id uuid primary key,
    bucket_id text not null,
    name text not null,
    is_upsert boolean not null,
    size_bytes bigint not null,
    offset_bytes bigint not null default 0,
    mime_type text not null,
    cache_control text not null,
    user_metadata jsonb,
    owner_id text,
    expires_at timestamptz not null
);
alter table storage.buckets enable row level security;
alter table storage.objects enable row level security;
alter table storage.resumable_uploads enable row level security;

create function storage.foldername(name text) returns text[] language sql immutable as $$
    select (string_to_array(name, '/'))[1 : array_length(string_to_array(name, '/'), 1) - 1]
$$;
create function storage.filename(name text) returns text language sql immutable as $$
    select (string_to_array(name, '/'))[array_length(string_to_array(name, '/'), 1)]
$$;
create function storage.extension(name text) returns text language sql immutable as $$
    select reverse(split_part(reverse(storage.filename(name)), '.', 1))
$$;

alter table storage.buckets owner to supabase_storage_admin;
alter table storage.objects owner to supabase_storage_admin;
alter table storage.resumable_uploads owner to supabase_storage_admin;
grant all on storage.buckets, storage.objects to anon, authenticated, service_role, postgres;

-- Realtime ---------------------------------------------------------------------------------------

set role postgres;
create publication supabase_realtime;
reset role;
