namespace Heapline.Fuzz.Targets;

/// <summary>Something that takes bytes from strangers.</summary>
internal interface IFuzzTarget
{
    /// <summary>What the command line and the report call it.</summary>
    string Name { get; }

    /// <summary>Inputs to begin with.</summary>
    IEnumerable<byte[]> Seeds();

    /// <summary>A changed input.</summary>
    byte[] Mutate(byte[] input, byte[] other, Random random);

    /// <summary>Gives an input to the code that takes such. Whatever it throws is a finding.</summary>
    /// <param name="input">The input.</param>
    /// <param name="choice">Which of the views to look at it with.</param>
    void Execute(byte[] input, int choice);
}
