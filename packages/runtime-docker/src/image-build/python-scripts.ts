/**
 * Prints where a Python is: its program, the links to it, and its standard library without what only a desktop, a
 * developer of Python, or a compiler of extensions needs. Of a virtual environment, that is the Python it was made from.
 */
export const DESCRIBE = `
import glob, json, os, sys, sysconfig
if sys.version_info < (3, 9):
    sys.exit('it is Python %d.%d, and executors need 3.9 or newer' % sys.version_info[:2])
program = os.path.realpath(getattr(sys, '_base_executable', None) or sys.executable)
beside = os.path.dirname(program)
links = [path for path in glob.glob(os.path.join(beside, 'python*'))
         if os.path.islink(path) and os.path.realpath(path) == program]
skipped = {'__pycache__', 'site-packages', 'dist-packages', 'test', 'tests', 'idlelib', 'turtledemo', 'tkinter'}
files = []
for root in sorted({sysconfig.get_path('stdlib'), sysconfig.get_path('platstdlib')}):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in skipped and not name.startswith('config-'))
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not name.endswith('.a') and not name.startswith('_test'):
                files.append([path, os.path.realpath(path)])
print(json.dumps({'program': program, 'links': sorted(links), 'files': files}))
`

/**
 * Compiles files for the paths that they will have, below a folder; prints the paths of the results there. They are valid
 * whatever the time of their source says, which is not kept in an image. A file with a mistake is left out.
 */
export const COMPILE = `
import importlib.util, json, os, py_compile, sys
question = json.load(sys.stdin)
done = []
for path, source in question['sources']:
    result = importlib.util.cache_from_source(path)
    target = question['scratch'] + result
    try:
        py_compile.compile(source, target, path, True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
        done.append(result)
    except (py_compile.PyCompileError, ValueError):
        pass
print(json.dumps(done))
`
