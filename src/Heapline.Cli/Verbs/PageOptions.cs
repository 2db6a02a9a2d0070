using System.CommandLine;
using System.Globalization;
using Heapline.Cli.Curves;
using Heapline.Views;
using Heapline.Views.Report;

namespace Heapline.Cli.Verbs;

/// <summary>What the verbs that write a page have in common.</summary>
internal static class PageOptions
{
    public static Option<string?> Output(string usual) => new("--output", "-o")
    {
        Description = $"Write this file, - for standard output [{usual}]",
        HelpName = "FILE",
    };

    public static Option<long?> MaxSize() => new("--max-size")
    {
        Description = "The most bytes the page may have, such as 5MiB: detail that can hardly be seen is given up first, and the page says what",
        HelpName = "SIZE",
        CustomParser = result => Size(result.Tokens[0].Value)
            ?? CommonOptions.Wrong<long?>(result, $"--max-size takes a size such as 500KiB or 5MiB, not '{result.Tokens[0].Value}'."),
    };

    /// <summary>Reads the capture, of either kind, and writes its page; says where, and what was given up.</summary>
    public static int Write(string? named, string? output, string extension, ReportOptions options, bool json)
    {
        if (json && output == "-")
            throw new UserErrorException("--json goes where the page would go with -o -: name a file for the page");
        var chosen = ChosenCurves.Find(named is null ? [] : [named], Directory.GetCurrentDirectory());
        var path = chosen.Paths[0];
        var capture = CurveFile.ReadCapture(path);
        ChosenCurves.Warn(path, capture.Damage);
        var page = ReportPage.Make(capture, options);
        if (page.Bytes.Length > options.MaxBytes)
            throw new UserErrorException($"the page cannot be made smaller than {Quantity.Bytes(page.Bytes.Length)}, and --max-size allows {Quantity.Bytes(options.MaxBytes.Value)}");
        if (output == "-")
            return Cli.Output.Json(stream => stream.Write(page.Bytes.Span));
        var file = output ?? path + extension;
        Cli.Output.Save(file, page.Bytes.Span);
        return json
            ? Cli.Output.Json(stream => PageJson.Write(stream, capture, file, page))
            : Cli.Output.Report(console => Saved(console, file, page));
    }

    /// <summary>Says where a page was saved.</summary>
    public static void Saved(ReportConsole console, string file, ReportFile page)
    {
        console.Line(new StyledLine { IsWhole = true }.Add("saved as ", Palette.Quiet).Add(file, Palette.Strong)
            .Add($" ({Quantity.Bytes(page.Bytes.Length)})", Palette.Quiet));
        foreach (var sentence in page.GivenUp)
            console.Sentence(sentence, Palette.Warning);
    }

    private static long? Size(string text)
    {
        (string Unit, double Bytes)[] units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3), ("KB", 1e3), ("B", 1), ("", 1)];
        var (unit, bytes) = units.First(unit => text.EndsWith(unit.Unit, StringComparison.Ordinal));
        return double.TryParse(text[..^unit.Length].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount) && amount > 0
            ? (long)Math.Min(amount * bytes, long.MaxValue / 2)
            : null;
    }
}
