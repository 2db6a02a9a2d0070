namespace Heapline.Cli.Doctor;

/// <summary>How a thing is that was looked at.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Works,

    /// <summary>Something to know, or something that less depends on.</summary>
    Note,

    /// <summary><c>mprof run</c> does not work for this.</summary>
    Fails,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Verdict">How it is.</param>
/// <param name="What">What was looked at, in a word or two.</param>
/// <param name="Found">What was found.</param>
/// <param name="Advice">What follows from it, or what to do; empty for nothing.</param>
internal sealed record Finding(Verdict Verdict, string What, string Found, string Advice = "");
