using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using Heapline.Analysis;
using Heapline.Analysis.Dat;
using Heapline.Capture;
using Heapline.Views;
using Heapline.Views.Plot;
using Heapline.Views.Report;

namespace Heapline.Fuzz.Targets;

/// <summary>Looks at a capture with one of the views, and checks what comes out: no control character, whole JSON, whole XML without script.</summary>
internal static partial class Answer
{
    private static readonly StringBuilder s_text = new();

    /// <summary>How many ways there are to look at a capture.</summary>
    public const int Views = 24;

    /// <summary>Looks at it.</summary>
    public static void Of(CaptureData data, int view)
    {
        switch (view)
        {
            case 0: Terminal(console => LinesView.Write(console, data, LineReport.Of(data))); break;
            case 1: Json(stream => LinesJson.Write(stream, data, LineReport.Of(data, SortKey.Count))); break;
            case 2: Terminal(console => SummaryView.Write(console, data, SummaryReport.Of(data))); break;
            case 3: Json(stream => SummaryJson.Write(stream, data, SummaryReport.Of(data, SortKey.Allocated))); break;
            case 4: Terminal(console => TreeView.Write(console, data, TreeReport.Of(data))); break;
            case 5: Json(stream => TreeJson.Write(stream, data, TreeReport.Of(data, SortKey.End, 0))); break;
            case 6: Terminal(console => TableView.Write(console, data, TableReport.Of(data))); break;
            case 7: Json(stream => TableJson.Write(stream, data, TableReport.Of(data, SortKey.Temporary))); break;
            case 8: Terminal(console => StatsView.Write(console, data, StatsReport.Of(data))); break;
            case 9: Json(stream => StatsJson.Write(stream, data, StatsReport.Of(data))); break;
            case 10: Terminal(console => TerminalPlot.Render(console.Canvas, Timeline.From(data), new TerminalPlotOptions { Width = 100, ShowTrend = true })); break;
            case 11: Terminal(console => TerminalPlot.Render(console.Canvas, Timeline.From(data), new TerminalPlotOptions { Width = 100, Flame = true })); break;
            case 12: Svg(SvgPlot.Render(Timeline.From(data), new SvgPlotOptions { ShowTrend = true })); break;
            case 13: Svg(SvgPlot.Render(Timeline.From(data), new SvgPlotOptions { Flame = true })); break;
            case 14: Plain(writer => DatWriter.Write(writer, DatOfCapture.Of(data, sumChildren: true, children: true))); break;
            case 15: Json(stream => CurveExport.Json(stream, DatOfCapture.Of(data, sumChildren: false, children: true))); break;
            case 16: Plain(writer => CurveExport.Csv(writer, DatOfCapture.Of(data, sumChildren: true, children: false))); break;
            case 17: Page(ReportPage.Make(data, new ReportOptions()).Bytes.Span); break;
            case 18: Terminal(console => StatsView.Write(console, data, StatsReport.Of(OneProcess(data)))); break;
            case 19: Terminal(console => TreeView.Write(console, CaptureByThread.Split(data), TreeReport.Of(CaptureByThread.Split(data)))); break;
            case 20 when data.OutOfMemoryKill is { } kill: Terminal(console => OutOfMemoryView.Write(console, kill, data)); break;
            case 21: Plain(writer => DecoratedView.Write(writer, data, LineTables.Of(data))); break;
            case 22: Json(stream => DecoratedJson.Write(stream, data, LineTables.Of(data))); break;
            default:
                foreach (var process in data.Processes.Take(4))
                    AliveBlocks.FromWindow(data, process.Index, 1, 3);
                break;
        }
    }

    /// <summary>Checks a message or a diagnostic.</summary>
    public static void Sentence(string text) => NoControl(Printable.Text(text), "");

    private static CaptureData OneProcess(CaptureData data) => data.Processes.Count == 0 ? data : CaptureOfProcesses.Only(data, [data.Processes.Count - 1]);

    private static void Terminal(Action<ReportConsole> write)
    {
        s_text.Clear();
        using var writer = new StringWriter(s_text);
        write(new ReportConsole(writer, new OutputSettings(100, false)));
        NoControl(s_text.ToString(), "\n");
    }

    private static void Plain(Action<TextWriter> write)
    {
        s_text.Clear();
        using var writer = new StringWriter(s_text);
        write(writer);
        NoControl(s_text.ToString(), "\n");
    }

    private static void Json(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        var bytes = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        NoControl(Encoding.UTF8.GetString(bytes), "\n");
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 100_000 });
        while (reader.Read())
        {
        }
    }

    private static void Svg(string svg)
    {
        NoControl(svg, "\n");
        using var reader = XmlReader.Create(new StringReader(svg), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        while (reader.Read())
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "script" } && reader.ReadElementContentAsString().ReplaceLineEndings("\n") != SvgFlameZoom.Script)
                throw new InvalidDataException("a picture holds a script that is not its own");
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName is not ("svg" or "title" or "style" or "g" or "rect" or "text" or "path" or "line" or "polyline"
                or "circle" or "linearGradient" or "stop" or "defs" or "clipPath" or "tspan"))
                throw new InvalidDataException($"a picture holds an element {reader.LocalName}");
        }
    }

    private static void Page(ReadOnlySpan<byte> page)
    {
        // The overview, the program and the details: no name has opened another.
        const int scripts = 3;
        if (page.Count("<script"u8) != scripts || page.Count("</script"u8) != scripts)
            throw new InvalidDataException("a page holds a script that is not its own");
    }

    private static void NoControl(string text, string allowed)
    {
        foreach (var match in NotToBeShown().EnumerateMatches(text))
        {
            if (!allowed.Contains(text[match.Index]))
                throw new InvalidDataException($"the output holds the character U+{(int)text[match.Index]:X4}");
        }
    }

    // C0 and C1 controls, and the marks that turn the reading direction around.
    [GeneratedRegex(@"[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]")]
    private static partial Regex NotToBeShown();
}
