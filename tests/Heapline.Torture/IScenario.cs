namespace Heapline.Torture;

/// <summary>One way to hurt a run.</summary>
internal interface IScenario
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>What is done, in a few words.</summary>
    string What { get; }

    /// <summary>How many rounds a whole run has.</summary>
    int Rounds { get; }

    /// <summary>Whether several rounds may go on at the same time, each disturbing the others.</summary>
    bool UnderLoad => true;

    /// <summary>Goes through one round. Null when all is as it should be, else what was found.</summary>
    string? Run(Round round);
}
