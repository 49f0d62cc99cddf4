"""The user's Supabase project: rows, files, sign-in and hints. The only importer of supabase."""
