using System.Buffers;
using System.Text;
using System.Text.Json;
using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views;

/// <summary>What all reports for programs have in common. Keys carry their units.</summary>
public static class JsonReport
{
    // Of a report on its way out. A table of a large program has gigabytes, and a writer that keeps all of it until the end dies of them.
    private const int MostHeldBytes = 1 << 20;

    private static readonly JsonWriterOptions s_options = new() { Indented = true, Encoder = VisibleJsonEncoder.Instance };

    /// <summary>Writes one object: <c>notes</c> when there are any (see <see cref="ReportHeading.Notes"/>), and what <paramref name="body"/> writes.</summary>
    public static void Write(Stream output, CaptureData capture, Action<Utf8JsonWriter> body)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(body);
        using (var json = new Utf8JsonWriter(output, s_options))
        {
            json.WriteStartObject();
            body(json);
            if (ReportHeading.Notes(capture) is { Count: > 0 } notes)
            {
                json.WriteStartArray("notes");
                foreach (var note in notes)
                    json.WriteStringValue(Text(note));
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
        output.Flush();
    }

    /// <summary>Writes an array of objects, one a line: half the size of a line for every value, and as good to read and to search. What is written goes on to the output as it comes.</summary>
    public static void Rows<T>(Utf8JsonWriter json, string key, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(write);
        var text = new ArrayBufferWriter<byte>();
        using var row = new Utf8JsonWriter(text, s_options with { Indented = false });
        json.WriteStartArray(key);
        foreach (var item in items)
        {
            row.WriteStartObject();
            write(row, item);
            row.WriteEndObject();
            row.Flush();
            json.WriteRawValue(text.WrittenSpan, skipInputValidation: true);
            PassOn(json);
            text.ResetWrittenCount();
            row.Reset();
        }
        json.WriteEndArray();
    }

    /// <summary>Lets what was written go on to the output, where it has become much. To be called between two items of a list that may be long.</summary>
    public static void PassOn(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.BytesPending > MostHeldBytes)
            json.Flush();
    }

    /// <summary>Writes the seven figures into the object that is open.</summary>
    public static void Figures(Utf8JsonWriter json, in Figures figures, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteNumber(prefix + "at_peak_bytes", figures.AtPeakBytes);
        json.WriteNumber(prefix + "at_peak_allocations", figures.AtPeakAllocations);
        json.WriteNumber(prefix + "live_at_end_bytes", figures.LiveAtEndBytes);
        json.WriteNumber(prefix + "live_at_end_allocations", figures.LiveAtEndAllocations);
        json.WriteNumber(prefix + "allocated_bytes", figures.AllocatedBytes);
        json.WriteNumber(prefix + "allocations", figures.Allocations);
        json.WriteNumber(prefix + "temporary_allocations", figures.TemporaryAllocations);
        if (figures.Variances is not null)
            StandardErrors(json, figures.StandardErrors, prefix);
    }

    // Of figures that are estimates, and only of those.
    private static void StandardErrors(Utf8JsonWriter json, in FigureErrors errors, string prefix)
    {
        StandardError(json, prefix + "at_peak_bytes", errors.AtPeakBytes);
        StandardError(json, prefix + "at_peak_allocations", errors.AtPeakAllocations);
        StandardError(json, prefix + "live_at_end_bytes", errors.LiveAtEndBytes);
        StandardError(json, prefix + "live_at_end_allocations", errors.LiveAtEndAllocations);
        StandardError(json, prefix + "allocated_bytes", errors.AllocatedBytes);
        StandardError(json, prefix + "allocations", errors.Allocations);
        StandardError(json, prefix + "temporary_allocations", errors.TemporaryAllocations);
    }

    /// <summary>Writes the standard error of a figure into the object that is open, to a tenth.</summary>
    public static void StandardError(Utf8JsonWriter json, string figure, double error)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteNumber(figure + "_standard_error", Math.Round(error, 1));
    }

    /// <summary>Writes the call stack of a node as <c>stack</c>, outermost first.</summary>
    public static void Stack(Utf8JsonWriter json, CallTree tree, int node)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(tree);
        json.WriteStartArray("stack");
        foreach (var frame in tree.StackOf(node))
        {
            json.WriteStartObject();
            Frame(json, frame);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Writes a frame's <c>function</c>, <c>file</c> and <c>line</c> into the object that is open.</summary>
    public static void Frame(Utf8JsonWriter json, in Frame frame)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteString("function", Text(frame.Function));
        json.WriteString("file", Text(frame.File));
        json.WriteNumber("line", frame.Line);
    }

    /// <summary>Nanoseconds as seconds, exact to the nanosecond.</summary>
    public static decimal Seconds(long nanoseconds) => nanoseconds / 1_000_000_000m;

    /// <summary>The text with lone surrogates (bytes that were no UTF-8) replaced, since JSON has no way to write them.</summary>
    public static string Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text))
            return text;
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            whole.Append(rune.ToString());
        return whole.ToString();
    }
}
