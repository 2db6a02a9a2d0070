namespace Heapline.Cli.Running;

/// <summary>Finds the Python that scripts are run with.</summary>
internal static class PythonFinder
{
    /// <summary>
    /// HEAPLINE_PYTHON where it is set, else the Python of the folder that <c>mprof</c> is installed in, else <c>python3</c> on the PATH; checked
    /// to be one that can be profiled.
    /// </summary>
    /// <param name="programFolder">Folder of <c>mprof</c> itself.</param>
    public static Python Find(string programFolder)
    {
        if (Environment.GetEnvironmentVariable("HEAPLINE_PYTHON") is { Length: > 0 } wanted)
        {
            var found = ExecutableSearch.Find(wanted)
                ?? throw new UserErrorException($"HEAPLINE_PYTHON names {wanted}, which is no program");
            return PythonVersion.Require(found);
        }
        foreach (var name in new[] { "python3", "python" })
            if (ExecutableSearch.IsExecutable(Path.Combine(programFolder, name)))
                return PythonVersion.Require(Path.Combine(programFolder, name));
        return PythonVersion.Require(ExecutableSearch.Find("python3")
            ?? throw new UserErrorException("there is no python3 on the PATH; name one with HEAPLINE_PYTHON=/path/to/python3"));
    }
}
