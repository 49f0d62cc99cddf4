"""What comes along with an import: the window's start does not pay for the server's libraries."""

import subprocess
import sys

CODE = """
import sys
import desktop_app.remote.access, desktop_app.remote.project
import desktop_app.remote.token_store, desktop_app.remote.translate
loaded = {"httpx", "supabase", "supabase_auth", "websockets", "keyring"} & {*sys.modules}
import desktop_app.remote.account
loaded |= {"supabase", "supabase_auth", "websockets", "keyring"} & {*sys.modules}
sys.exit(f"loaded: {loaded}" if loaded else 0)
"""


def test_the_servers_libraries_are_loaded_when_they_are_needed() -> None:
    ran = subprocess.run([sys.executable, "-c", CODE], check=False, capture_output=True)
    assert ran.returncode == 0, ran.stderr.decode()
