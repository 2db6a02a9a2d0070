using System.Text;

namespace Heapline.Install.Tests;

/// <summary>
/// A page of the documentation as something that can be done: in order, files to write and commands to run with what they print.
/// <code>
/// &lt;!-- file: x.py --&gt;        the fenced block below is the file x.py
/// &lt;!-- run: command --&gt;      a command that readers need not see
/// ```console                    $ begins a command, what follows is its output; "..." stands for lines that are left out
/// </code>
/// </summary>
internal sealed class DocPage
{
    private const string Fence = "```";

    /// <summary>One thing to do. Of a command, <see cref="First"/> and <see cref="Last"/> are the lines of its output on the page.</summary>
    public sealed record Step(string? File, string Text, IReadOnlyList<string>? Output, int First, int Last);

    private readonly string _path;
    private readonly List<string> _lines;

    public DocPage(string path)
    {
        _path = path;
        _lines = [.. System.IO.File.ReadAllLines(path)];
        Steps = Read();
    }

    public IReadOnlyList<Step> Steps { get; }

    /// <summary>Puts other output in place of the page's; from the last step to the first, so that line numbers hold.</summary>
    public void Rewrite(IReadOnlyList<IReadOnlyList<string>?> outputs)
    {
        for (int i = Steps.Count - 1; i >= 0; i--)
            if (Steps[i].Output is not null && outputs[i] is { } output)
            {
                _lines.RemoveRange(Steps[i].First, Steps[i].Last - Steps[i].First);
                _lines.InsertRange(Steps[i].First, output);
            }
        System.IO.File.WriteAllText(_path, string.Join('\n', _lines) + "\n", new UTF8Encoding(false));
    }

    private List<Step> Read()
    {
        var steps = new List<Step>();
        string? file = null;
        for (int at = 0; at < _lines.Count; at++)
        {
            if (Comment(_lines[at], "run") is { } hidden)
                steps.Add(new Step(null, hidden, null, 0, 0));
            else if (Comment(_lines[at], "file") is { } name)
                file = name;
            else if (_lines[at].StartsWith(Fence, StringComparison.Ordinal))
            {
                int end = _lines.FindIndex(at + 1, line => line.StartsWith(Fence, StringComparison.Ordinal));
                if (file is not null)
                    steps.Add(new Step(file, string.Join('\n', _lines[(at + 1)..end]) + "\n", null, 0, 0));
                else if (_lines[at + 1].StartsWith("$ ", StringComparison.Ordinal))
                    Commands(steps, at + 1, end);
                file = null;
                at = end;
            }
        }
        return steps;
    }

    private void Commands(List<Step> steps, int at, int end)
    {
        while (at < end)
        {
            var command = _lines[at][2..];
            int next = _lines.FindIndex(at + 1, end - at - 1, line => line.StartsWith("$ ", StringComparison.Ordinal));
            if (next < 0)
                next = end;
            // The empty line between two commands is the page's, not the output's.
            int last = next < end && next > at + 1 && _lines[next - 1].Length == 0 ? next - 1 : next;
            steps.Add(new Step(null, command, _lines[(at + 1)..last], at + 1, last));
            at = next;
        }
    }

    private static string? Comment(string line, string kind) =>
        line.StartsWith($"<!-- {kind}: ", StringComparison.Ordinal) && line.EndsWith(" -->", StringComparison.Ordinal) ? line[(7 + kind.Length)..^4] : null;
}
