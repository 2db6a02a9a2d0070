namespace Heapline.Collector.Lanes;

/// <summary>Told after each batch of a drain, so that time does not stand still while a full lane is read.</summary>
internal interface ILanePace
{
    /// <summary>A batch is done.</summary>
    void BatchDone();
}
