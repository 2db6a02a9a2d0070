using System.Diagnostics;

namespace Heapline.Torture;

/// <summary>One round: its chance, a folder of its own that is removed afterwards, and what it has started.</summary>
internal sealed class Round : IDisposable
{
    private const string MarkVariable = "HEAPLINE_TORTURE";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly Notes? _notes;
    private readonly string _mark = Guid.NewGuid().ToString("N");

    public Round(int seed, Notes? notes = null)
    {
        _notes = notes;
        Seed = seed;
        Chance = new Random(seed);
        Folder = Directory.CreateTempSubdirectory("heapline-torture-").FullName;
    }

    public int Seed { get; }

    public Random Chance { get; }

    public string Folder { get; }

    public string File(string name) => Path.Combine(Folder, name);

    /// <summary>Takes down a figure for the end of all rounds.</summary>
    public void Note(string what, double value) => _notes?.Add(what, value);

    /// <summary>One of several, by chance.</summary>
    public T OneOf<T>(IReadOnlyList<T> choices) => choices[Chance.Next(choices.Count)];

    /// <summary>Starts a program whose output is kept; everything that it starts bears this round's mark in its environment.</summary>
    public Started Start(string program, params IEnumerable<string> arguments) => Start(null, program, arguments);

    /// <summary>The same with variables of its own.</summary>
    public Started Start(IReadOnlyDictionary<string, string>? environment, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Remove("HEAPLINE_SESSION");
        start.Environment[MarkVariable] = _mark;
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new Started(start, s_patience);
    }

    /// <summary>Ids of processes of this round that still run; empty when none was left behind.</summary>
    public IReadOnlyList<int> Survivors()
    {
        List<int> found = [];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid) || pid == Environment.ProcessId)
                continue;
            try
            {
                if (System.IO.File.ReadAllText(Path.Combine(folder, "environ")).Contains(_mark, StringComparison.Ordinal)
                    && !System.IO.File.ReadAllText(Path.Combine(folder, "status")).Contains("\nState:\tZ", StringComparison.Ordinal))
                    found.Add(pid);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or is another user's.
            }
        }
        return found;
    }

    public void Dispose()
    {
        foreach (var pid in Survivors())
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                // It has ended by itself.
            }
        }
        Directory.Delete(Folder, recursive: true);
    }
}
