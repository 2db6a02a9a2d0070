using System.CommandLine;
using Heapline.Cli.Help;

namespace Heapline.Cli;

/// <summary>A verb of <c>mprof</c>: a command that knows how it is used.</summary>
internal sealed class Verb(string name, string description, params string[] usage) : Command(name, description)
{
    /// <summary>What may follow <c>mprof NAME</c>, one way a line.</summary>
    public IReadOnlyList<string> Usage { get; } = usage;

    /// <summary>What it is for.</summary>
    public VerbGroup Group { get; init; } = VerbGroup.Look;

    /// <summary>Sentences below the options; empty for none.</summary>
    public string Remarks { get; init; } = "";
}
