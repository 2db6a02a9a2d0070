namespace Heapline.Cli.Running;

/// <summary>A folder, for the time of a run, in which the program notes the calls of its decorated functions by itself, as no agent comes into it to do so.</summary>
internal sealed class MarksFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heapline-").FullName;

    /// <param name="environment">The program's variables, to which the one that names the file is added.</param>
    public MarksFolder(Dictionary<string, string?> environment) => environment["HEAPLINE_MARKS"] = MarksPath;

    /// <summary>The file.</summary>
    public string MarksPath => Path.Combine(_folder, "marks");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
