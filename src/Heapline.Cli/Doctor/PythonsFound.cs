using Heapline.Cli.Running;

namespace Heapline.Cli.Doctor;

/// <summary>Looks for Pythons: the one that scripts are run with, and the others on the PATH.</summary>
internal static class PythonsFound
{
    public static IEnumerable<Finding> All()
    {
        yield return OfScripts();
        foreach (var path in OnPath())
            yield return Another(path);
    }

    private static Finding OfScripts()
    {
        try
        {
            var python = PythonFinder.Find(Path.GetDirectoryName(Environment.ProcessPath) ?? AppContext.BaseDirectory);
            return new Finding(Verdict.Works, "Python", $"{python.Version}, {python.Path}");
        }
        catch (UserErrorException e)
        {
            return new Finding(Verdict.Fails, "Python", e.Message,
                "Scripts are run with the Python that mprof is installed in, else with python3 of the PATH; HEAPLINE_PYTHON names another, and mprof run /path/to/python3 script.py takes any.");
        }
    }

    private static Finding Another(string path)
    {
        try
        {
            PythonVersion.RefuseUnsupported(path);
            return new Finding(Verdict.Works, "also", path);
        }
        catch (UserErrorException e)
        {
            return new Finding(Verdict.Note, "also", e.Message);
        }
    }

    // /bin is most often another name of /usr/bin.
    private static string Real(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var file = Path.Combine(Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? folder, Path.GetFileName(path));
        return File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
    }

    // By their names alone: a version manager's launchers are no Pythons until they are run.
    private static IEnumerable<string> OnPath()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            for (int minor = 6; minor <= 15; minor++)
            {
                var path = Path.Combine(folder, $"python3.{minor}");
                if (ExecutableSearch.IsExecutable(path) && PythonVersion.IsBinary(path) && seen.Add(Real(path)))
                    yield return path;
            }
    }
}
