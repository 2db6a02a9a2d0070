namespace Heapline.Cli.Help;

/// <summary>What a verb is for, as the first page of the help groups them.</summary>
internal enum VerbGroup
{
    /// <summary>Makes captures.</summary>
    Record,

    /// <summary>Shows what is in captures.</summary>
    Look,

    /// <summary>Does something with the files.</summary>
    Files,

    /// <summary>Helps with Heapline itself.</summary>
    Help,
}
