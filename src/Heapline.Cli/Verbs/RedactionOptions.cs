using System.CommandLine;
using Heapline.Capture;

namespace Heapline.Cli.Verbs;

/// <summary>The options that keep something out of a capture.</summary>
internal sealed class RedactionOptions
{
    /// <summary><c>--no-source</c></summary>
    public Option<bool> NoSource { get; } = new("--no-source") { Description = "Keep the text of source files out of the capture" };

    /// <summary><c>--redact-paths</c></summary>
    public Option<bool> RedactPaths { get; } = new("--redact-paths")
    {
        Description = "Keep paths, arguments and source out of the capture: files are numbered, only Python's own library is named",
    };

    /// <summary>What the command line asks for.</summary>
    public Redactions Of(ParseResult parsed) =>
        (parsed.GetValue(NoSource) ? Redactions.Sources : Redactions.None) | (parsed.GetValue(RedactPaths) ? Redactions.Sources | Redactions.Paths : Redactions.None);
}
