"""Makes all samples: python make.py OUTFOLDER. What it needs is in requirements.txt; no compiler, no network, no graphics card."""
import os
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
out = os.path.abspath(sys.argv[1])
os.makedirs(out, exist_ok=True)
for script in sorted(os.listdir(here)):
    if script.endswith('.py') and script != os.path.basename(__file__):
        # -P: a script's neighbours must not pass for libraries. One thread, so that models are the same each time.
        subprocess.run([sys.executable, '-P', os.path.join(here, script), out], check=True, env={**os.environ, 'OMP_NUM_THREADS': '1', 'PYTHONHASHSEED': '0'})
