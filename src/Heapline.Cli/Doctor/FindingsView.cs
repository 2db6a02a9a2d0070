using Heapline.Views;

namespace Heapline.Cli.Doctor;

/// <summary>Findings in the terminal: a line each, what to do about it below.</summary>
internal static class FindingsView
{
    private const int WordWidth = 7;
    private const int WhatWidth = 16;

    public static void Write(ReportConsole console, IReadOnlyList<Finding> findings)
    {
        console.Line(new StyledLine().Add($"Heapline {OwnVersion.Text}", Palette.Heading));
        console.Line();
        foreach (var finding in findings)
        {
            console.Line(new StyledLine { IsWhole = true }.Left("  " + Word(finding.Verdict), WordWidth + 2, finding.Verdict == Verdict.Works ? Palette.Quiet : Palette.Strong)
                .Left(finding.What, WhatWidth).Add(Printable.Text(finding.Found)));
            foreach (var line in Wrap(finding.Advice, Math.Max(console.Width - WordWidth - WhatWidth - 2, 30)))
                console.Line(new StyledLine { IsWhole = true }.Left("", WordWidth + WhatWidth + 2).Add(Printable.Text(line), Palette.Quiet));
        }
        int failing = findings.Count(finding => finding.Verdict == Verdict.Fails);
        console.Line();
        console.Line(new StyledLine().Add(failing == 0 ? "mprof run works here." : $"{failing} of these keep mprof run from working."));
    }

    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Works => "works",
        Verdict.Note => "note",
        _ => "fails",
    };

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line += line.Length > 0 ? " " + word : word;
        }
        if (line.Length > 0)
            yield return line;
    }
}
